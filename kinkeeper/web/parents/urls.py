"""A parent's pages."""

from django.urls import path

from kinkeeper.web.parents import absence, child, children, e_mails, notices

app_name = "parents"
urlpatterns = [
    path("", children.home, name="children"),
    path("absence/", absence.report, name="absence"),
    path("absence/<int:number>/", absence.sent, name="absence-sent"),
    path("absence/<int:number>/withdraw/", absence.withdraw, name="absence-withdraw"),
    path("e-mails/devices/", e_mails.devices, name="e-mails-devices"),
    path("e-mails/", e_mails.choose, name="e-mails"),
    path("<str:number>/", child.page, name="child"),
    path("<str:number>/<slug:name>/", child.one_block, name="block"),
    path("<str:number>/notices/<int:notice_number>/", notices.one_notice, name="notice"),
]
