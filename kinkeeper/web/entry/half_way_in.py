"""For views between the first step and the second: who stands there, and where else they belong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kinkeeper.access.sign_in_steps import Step
from kinkeeper.web import half_way
from kinkeeper.web.gate import for_everybody
from kinkeeper.web.half_way import HalfWay

PAGES = {
    Step.SHOW: "entry:second-step",
    Step.SET_UP: "entry:set-up",
    Step.PROVE: "entry:set-up-allowed",
}

type Between = Callable[..., HttpResponse]


def at(*steps: Step) -> Callable[[Between], Between]:
    """The view is for who is at one of these steps, and is given them; all others are sent to where
    they belong."""

    def mark(view: Between) -> Between:
        @wraps(view)
        def open_it(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            here = half_way.of(request)
            if here is None:
                return redirect("entry:home" if request.user.is_authenticated else "entry:sign-in")
            if here.step not in steps:
                return _elsewhere(request, here)
            return view(request, here, *args, **kwargs)

        return for_everybody(open_it)

    return mark


def _elsewhere(request: HttpRequest, here: HalfWay) -> HttpResponse:
    page = PAGES.get(here.step)
    if page is None:  # nothing is asked any more: the password is asked once again
        half_way.end(request)
        return redirect("entry:sign-in")
    return redirect(page)
