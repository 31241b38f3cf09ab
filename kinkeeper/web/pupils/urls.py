"""A pupil's pages."""

from django.urls import path

from kinkeeper.web.pupils import me

app_name = "pupils"
urlpatterns = [
    path("", me.me, name="me"),
    path("<int:number>/", me.adult, name="adult"),
]
