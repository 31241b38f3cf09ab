"""For the machine that watches: `/healthz`, and `/metrics` for whoever has the token.

A token and no list of addresses: behind a reverse proxy everybody comes from the same one.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from kinkeeper.readings import unscoped_checks
from kinkeeper.readings.worker_health import Machine, Queue, machine
from kinkeeper.web.gate import for_everybody

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@for_everybody
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` for everybody while the database answers; with the token how worker and queue are."""
    if not _has_token(request):
        unscoped_checks.answers()
        return HttpResponse("ok", content_type="text/plain; charset=utf-8")
    found = machine()
    return JsonResponse(
        {
            "database": True,
            "worker": found.worker_alive,
            "worker_silent_seconds": found.silence,
            "on_hold": found.on_hold,
            "queues": {each.name: _figures(each) for each in found.queues},
        }
    )


@for_everybody
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Without the token there is no such page."""
    if not _has_token(request):
        raise Http404
    return HttpResponse(written(machine()), content_type=PROMETHEUS)


def written(found: Machine) -> str:
    """In the text format of Prometheus."""
    lines = [
        *_gauge(
            "kinkeeper_worker_alive", "Whether a worker has been seen in the last half minute."
        ),
        f"kinkeeper_worker_alive {int(found.worker_alive)}",
    ]
    if found.silence is not None:
        name = "kinkeeper_worker_silent_seconds"
        lines += [
            *_gauge(name, "Seconds since a worker was last seen."),
            f"{name} {found.silence:g}",
        ]
    lines += [
        *_gauge("kinkeeper_on_hold", "Whether the site is on hold after a restore."),
        f"kinkeeper_on_hold {int(found.on_hold)}",
    ]
    for figure, text in FIGURES.items():
        lines += _gauge(f"kinkeeper_{figure}", text)
        for queue in found.queues:
            lines.append(f'kinkeeper_{figure}{{queue="{queue.name}"}} {_figures(queue)[figure]:g}')
    return "\n".join([*lines, ""])


FIGURES = {
    "jobs_waiting": "Jobs waiting for a worker.",
    "jobs_put_off": "Jobs that failed and are waiting for their next try.",
    "jobs_doing": "Jobs a worker is working on.",
    "jobs_failed": "Jobs that failed for good.",
    "job_oldest_seconds": "How long the oldest waiting job has waited.",
}


def _figures(queue: Queue) -> dict[str, float]:
    return {
        "jobs_waiting": queue.waiting,
        "jobs_put_off": queue.put_off,
        "jobs_doing": queue.doing,
        "jobs_failed": queue.failed,
        "job_oldest_seconds": round(queue.oldest, 1),
    }


def _gauge(name: str, text: str) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} gauge"]


def _has_token(request: HttpRequest) -> bool:
    """`Authorization: Bearer TOKEN`; never in the address, which is written into logs."""
    word, _blank, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN
    return bool(known) and word.lower() == "bearer" and constant_time_compare(token.strip(), known)
