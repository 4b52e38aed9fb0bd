from competition.adjudication.records import *
from competition.core.records import *
def test_x(database):
    from tests.tally.scene import build
    from competition.tally import service
    from competition.adjudication import service as adj

    s = build(database, marks={"T02": ("60","82","81","83","82"), "T03": ("75","82","81","83","82")}, rules={"quota":2})
    t = service.tally(database, s.actor("organizer"), s.round)
    print(service.discrepancies(database, s.round))
    print(adj.awaiting(database, s.round))
    for c in adj.open_cases(database, s.actor("organizer"), s.round): print(c)
    for td in adj.outstanding(database, s.round, s.round.phase): print(td)
    for c in adj.cases(database, s.round):
        for e in adj.effects(database, s.round, c): print(e)
    adj.state(database, s.actor("赵"), s.round, 1, "现场没看到")
    r = adj.rule(database, s.actor("adjudicator"), s.round, 1, Decision.STRIKE, "理由", based_on=adj.basis(database, s.round))
    print(r)
    print(adj.countersign(database, s.actor("auditor"), s.round, 1))
    print(service.outstanding(database, s.round, s.round.phase))
    service.tally(database, s.actor("organizer"), s.round, reason="case 1")
    for r in service.standings(database, s.round): print(r)
    m = service.mark_tables(database, s.round)
    for r in m[0].rows: print(r)
    print(adj.open_cases(database, s.actor("organizer"), s.round))
