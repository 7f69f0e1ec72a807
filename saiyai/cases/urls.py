from django.urls import path

from saiyai.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("duty/", views.duty, name="duty"),
    path("duty/<uuid:officer>/end/", views.end_duty, name="end_duty"),
    path("wordings/", views.wordings, name="wordings"),
    path("figures/", views.figures_of_desk, name="figures"),
    path("enter/", views.enter, name="enter"),
    path("leaving/<uuid:officer>/", views.leave, name="leave"),
    path("recover/<uuid:ceremony>/", views.recover, name="recover"),
    path("<slug:ref>/", views.case, name="case"),
    path("<slug:ref>/write/", views.write, name="write"),
    path("<slug:ref>/note/", views.note, name="note"),
    path("<slug:ref>/move/<slug:name>/", views.move, name="move"),
    path("<slug:ref>/give/", views.give, name="give"),
    path("<slug:ref>/part/<uuid:officer>/", views.change_part, name="change_part"),
    path("<slug:ref>/take-away/<uuid:officer>/", views.take_away, name="take_away"),
    path("<slug:ref>/conflict/", views.conflict, name="conflict"),
    path("<slug:ref>/files/<int:pk>/copy/", views.safe_copy, name="safe_copy"),
    path("<slug:ref>/files/<int:pk>/ask/", views.ask_original, name="ask_original"),
    path("<slug:ref>/files/<int:pk>/original/", views.original, name="original"),
    path("<slug:ref>/propose/", views.propose, name="propose"),
    path("<slug:ref>/hand-over/", views.propose_export, name="propose_export"),
    path("<slug:ref>/hand-over/<int:pk>/", views.take_out, name="take_out"),
    path("<slug:ref>/proposals/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<slug:ref>/proposals/<int:pk>/decline/", views.decline, name="decline"),
    path("<slug:ref>/new-key/", views.rekey, name="rekey"),
    path("<slug:ref>/take-name-out/", views.take_name_out, name="take_name_out"),
    path("<slug:ref>/ask/", views.ask, name="ask"),
    path("<slug:ref>/ask/<int:pk>/withdraw/", views.withdraw_ask, name="withdraw_ask"),
    path("<slug:ref>/ask/<int:pk>/identity/", views.identity, name="identity"),
]
