"""A parent's pages."""

from django.urls import path

from kinkeeper.web.parents import (
    absence,
    another_child,
    child,
    children,
    contact,
    documents,
    e_mails,
    feeds,
    learning_plans,
    meetings,
    messages,
    not_mine,
    notices,
    who_looked,
)

app_name = "parents"
urlpatterns = [
    path("", children.home, name="children"),
    path("calendar/", feeds.feeds, name="feeds"),
    path("calendar/<int:number>/end/", feeds.end, name="feed-end"),
    path("absence/", absence.report, name="absence"),
    path("absence/<int:number>/", absence.sent, name="absence-sent"),
    path("absence/<int:number>/withdraw/", absence.withdraw, name="absence-withdraw"),
    path("messages/", messages.listed, name="messages"),
    path("messages/new/", messages.begin, name="message-new"),
    path("messages/<int:number>/", messages.one, name="message"),
    path("messages/<int:number>/file/<int:message>/", messages.file, name="message-file"),
    path("e-mails/devices/", e_mails.devices, name="e-mails-devices"),
    path("e-mails/", e_mails.choose, name="e-mails"),
    path("contact/", contact.contact, name="contact"),
    path("contact/withdraw/", contact.take_back, name="contact-withdraw"),
    path("another/", another_child.another_child, name="another-child"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:number>/<int:child>/", meetings.meeting, name="meeting"),
    path("meetings/booked/<int:number>/cancel/", meetings.cancel, name="meeting-cancel"),
    path("<str:number>/", child.page, name="child"),
    path("<str:number>/not-mine/", not_mine.not_mine, name="not-mine"),
    path("<str:number>/who-looked/", who_looked.page, name="who-looked"),
    path("<str:number>/<slug:name>/", child.one_block, name="block"),
    path("<str:number>/documents/<int:document>/", documents.one, name="document"),
    path("<str:number>/learning-plans/<int:plan>/", learning_plans.one, name="learning-plan"),
    path("<str:number>/notices/<int:notice_number>/", notices.one_notice, name="notice"),
]
