"""A pupil's pages."""

from django.urls import path

from kinkeeper.web.pupils import absence, me, records

app_name = "pupils"
urlpatterns = [
    path("", me.me, name="me"),
    path("who-looked/", me.who_looked_at_me, name="who-looked"),
    path("records/", records.records, name="records"),
    path("documents/<int:number>/", records.document, name="document"),
    path("absence/", absence.report, name="absence"),
    path("absence/<int:number>/withdraw/", absence.withdraw, name="absence-withdraw"),
    path("<int:number>/", me.adult, name="adult"),
]
