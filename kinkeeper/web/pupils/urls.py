"""A pupil's pages."""

from django.urls import path

from kinkeeper.web.pupils import me

app_name = "pupils"
urlpatterns = [
    path("", me.me, name="me"),
    path("who-looked/", me.who_looked_at_me, name="who-looked"),
    path("<int:number>/", me.adult, name="adult"),
]
