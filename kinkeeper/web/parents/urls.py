"""A parent's pages."""

from django.urls import path

from kinkeeper.web.parents import children

app_name = "parents"
urlpatterns = [
    path("", children.home, name="children"),
    path("<str:number>/", children.child, name="child"),
    path("<str:number>/notices/<int:notice_number>/", children.one_notice, name="notice"),
]
