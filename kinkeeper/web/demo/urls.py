"""The demo's addresses; there are none outside the demo."""

from django.urls import path

from kinkeeper.web.demo import inbox

urlpatterns = [path("inbox/", inbox.inbox)]
