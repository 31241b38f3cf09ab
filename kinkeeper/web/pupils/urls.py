"""A pupil's pages."""

from django.urls import path

from kinkeeper.web.pupils import absence, me

app_name = "pupils"
urlpatterns = [
    path("", me.me, name="me"),
    path("who-looked/", me.who_looked_at_me, name="who-looked"),
    path("absence/", absence.report, name="absence"),
    path("absence/<int:number>/withdraw/", absence.withdraw, name="absence-withdraw"),
    path("<int:number>/", me.adult, name="adult"),
]
