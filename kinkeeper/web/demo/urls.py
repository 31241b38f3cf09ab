"""The demo's addresses; there are none outside the demo."""

from django.urls import path

from kinkeeper.web.demo import inbox

app_name = "demo"
urlpatterns = [path("inbox/", inbox.inbox, name="inbox")]
