"""The trail, the machine room and the pages about us. The first page itself has its name in saiyai/urls.py."""

from django.urls import path

from saiyai.home.views import about, machine, trail, vitals

app_name = "home"
urlpatterns = [
    path("healthz", vitals.health, name="health"),
    path("readyz", vitals.ready, name="ready"),
    path("metrics", vitals.metrics, name="metrics"),
    path("trail/", trail.trail, name="trail"),
    path("trail/export/", trail.export_trail, name="export_trail"),
    path("trail/verify/", trail.verify_trail, name="verify_trail"),
    path("trail/checkpoints/", trail.checkpoints, name="checkpoints"),
    path("trail/checkpoints/list/", trail.checkpoint_list, name="checkpoint_list"),
    path("trail/key/", trail.trail_key, name="trail_key"),
    path("machine/jobs/", machine.jobs, name="jobs"),
    path("machine/jobs/<str:name>/run-soon/", machine.run_soon, name="run_soon"),
    path("machine/letters/", machine.letters, name="letters"),
    path("machine/letters/<uuid:pk>/try-again/", machine.try_again, name="try_again"),
    path("about/", about.about, name="about"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("sources/", about.sources, name="sources"),
]
