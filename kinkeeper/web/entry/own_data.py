"""A copy of one's own data, for parents and pupils."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from kinkeeper.readings.own_copy import make
from kinkeeper.web import own_copy
from kinkeeper.web.gate import ViewerRequest, just_proved


@just_proved
def own_data(request: ViewerRequest) -> HttpResponseBase:
    if not make.may_have(request.viewer):
        raise Http404
    if request.method == "POST":
        secret = request.session.session_key or ""
        return own_copy.answer(make.of_oneself(request.viewer, secret))
    return render(request, "entry/own_data.html")
