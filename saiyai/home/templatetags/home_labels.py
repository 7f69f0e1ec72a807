"""`{% load home_labels %}`: {{ event.verb|verb }}, {{ event.subject|subject }}, {{ job.name|job }}, {{ code|purpose }}, {{ event.actor_label|actor }},
`event|facts`, {{ job.result|result }}."""

from django import template

from saiyai.home import facts, labels

register = template.Library()
for word in (labels.verb, labels.subject, labels.job, labels.purpose, labels.actor, facts.facts, facts.result):
    register.filter(word.__name__, word)
