"""A parent's pages."""

from django.urls import path

from kinkeeper.web.parents import children

urlpatterns = [
    path("", children.home),
    path("<str:number>/", children.child),
]
