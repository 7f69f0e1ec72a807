"""Addresses of networks."""

from django.urls import path

from saiyai.networks.views import keeping, own_units, pages, people, units

app_name = "networks"
STEPS = ("take_back", "accept", "ask_again", "end", "leave")
MOVES = ("approve", "turn_down", "open", "wake", "close")
urlpatterns = [
    path("networks/", pages.networks, name="networks"),
    path("networks/propose/", keeping.propose, name="propose"),
    path("networks/<slug:slug>/", pages.network, name="network"),
    path("networks/<slug:slug>/edit/", keeping.edit_network, name="edit_network"),
    path("networks/<slug:slug>/founding/", pages.answer_founding, name="answer_founding"),
    path("networks/<slug:slug>/coordinators/", people.coordinators, name="coordinators"),
    path("networks/<slug:slug>/coordinators/<int:number>/end/", people.end_coordinator, name="end_coordinator"),
    path("networks/<slug:slug>/charter/", pages.charter, name="charter"),
    path("networks/<slug:slug>/charter/acknowledge/", pages.acknowledge, name="acknowledge"),
    path("networks/<slug:slug>/charter/write/", keeping.write_charter, name="write_charter"),
    path("networks/<slug:slug>/charter/<int:number>/publish/", keeping.publish_charter, name="publish_charter"),
    path("networks/<slug:slug>/charter/<int:number>/withdraw/", keeping.withdraw_charter, name="withdraw_charter"),
    path("networks/<slug:slug>/chapters/", keeping.chapters, name="chapters"),
    path("networks/<slug:slug>/chapters/<uuid:pk>/end/", keeping.end_chapter, name="end_chapter"),
    *(
        path(f"networks/<slug:slug>/{name.replace('_', '-')}/", keeping.move, {"name": name}, name=name)
        for name in MOVES
    ),
    path("networks/<slug:slug>/units/", units.units, name="units"),
    path("networks/<slug:slug>/units/invite/", units.invite_unit, name="invite_unit"),
    path("networks/<slug:slug>/units/<uuid:pk>/", units.participation, name="participation"),
    path("networks/<slug:slug>/units/<uuid:pk>/record-signing/", units.record_signing, name="record_signing"),
    path("networks/<slug:slug>/units/<uuid:pk>/delegates/", units.delegates, name="delegates"),
    path("networks/<slug:slug>/units/<uuid:pk>/mandate/", units.mandate, name="mandate"),
    *(
        path(f"networks/<slug:slug>/units/<uuid:pk>/{name.replace('_', '-')}/", units.step, {"name": name}, name=name)
        for name in STEPS
    ),
    path("founding/<str:token>/", people.asked_founder, name="asked_founder"),
    path("my/unit/", own_units.my_unit, name="my_unit"),
    path("participate/<str:token>/", units.participate, name="participate"),
]
