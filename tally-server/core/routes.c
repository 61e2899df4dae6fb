/* routes.c - the table of P16: every message, who may send it, and when. What is not permitted never reaches a handler. */
#include <string.h>

#include "tally-server/core/core.h"
#include "tally-server/core/handlers.h"

#define M(role) (1U << MACHINE_##role)

enum {
	NOBODY = 0,
	READS = ROLE_SECRETARIAT,
	COUNTERS = ROLE_SECRETARIAT | ROLE_SCRUTINEER,
	PRESIDIUM = COUNTERS | ROLE_CHAIR,
	NO_VIEWER = PRESIDIUM | ROLE_DESK,
	SECRETARIAT = ROLE_SECRETARIAT | WHO_SEAT,
	TWO = SECRETARIAT | WHO_TWO,
	DESK_TWO = ROLE_SECRETARIAT | ROLE_DESK | WHO_TWO,
	FOLLOWERS = M(TRUSTEE) | M(WITNESS) | M(STANDBY),
};

static const struct route routes[] = {
	/* type                 operators                       machines                before  after */
	{ "ping",               WHO_OPEN | WHO_BARE,            WHO_ANY_MACHINE,        true,   true,   handle_ping },
	{ "setup_code",         WHO_LOCAL | WHO_BEFORE,         NOBODY,                 true,   false,  handle_setup_code },
	{ "setup",              WHO_OPEN | WHO_BEFORE,          NOBODY,                 true,   false,  handle_setup },
	{ "setup_rules",        WHO_OPEN | WHO_BEFORE,          NOBODY,                 true,   false,  handle_setup_rules },
	{ "create",             WHO_OPEN | WHO_BEFORE,          NOBODY,                 true,   false,  handle_create },
	{ "login",              WHO_OPEN,                       NOBODY,                 false,  true,   handle_login },
	{ "logout",             WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_logout },
	{ "password",           WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_password },
	{ "enrol",              WHO_OPEN | WHO_BARE,            NOBODY,                 false,  false,  handle_enrol },
	{ "me",                 WHO_OPEN,                       NOBODY,                 false,  true,   handle_me },
	{ "events",             WHO_ANY_OPERATOR | WHO_BARE,    M(HALL),                false,  true,   handle_events },
	{ "control",            READS,                          NOBODY,                 false,  true,   handle_control },
	{ "second_give",        PRESIDIUM,                      NOBODY,                 false,  false,  handle_second_give },
	{ "screen_enrol",       WHO_OPEN,                       NOBODY,                 false,  false,  handle_screen_enrol },
	{ "operator",           SECRETARIAT | WHO_TWO_OF_ALL,   NOBODY,                 false,  false,  handle_operator },
	{ "enrol_code",         SECRETARIAT,                    NOBODY,                 false,  false,  handle_enrol_code },
	{ "machine_revoke",     SECRETARIAT,                    NOBODY,                 false,  false,  handle_machine_revoke },

	{ "roster",             SECRETARIAT,                    NOBODY,                 false,  false,  handle_roster },
	{ "badges",             SECRETARIAT,                    NOBODY,                 false,  false,  handle_badges },
	{ "badge_replace",      DESK_TWO,                       NOBODY,                 false,  false,  handle_badge_replace },
	{ "person",             SECRETARIAT,                    NOBODY,                 false,  false,  handle_person },
	{ "checkin_undo",       DESK_TWO,                       NOBODY,                 false,  false,  handle_checkin_undo },
	{ "sitting_open",       SECRETARIAT,                    NOBODY,                 false,  false,  handle_sitting_open },
	{ "sitting_close",      SECRETARIAT,                    NOBODY,                 false,  false,  handle_sitting_close },
	{ "scan",               ROLE_DESK,                      M(DESK),                false,  false,  handle_scan },
	{ "anomalies",          WHO_ANY_OPERATOR,               M(DESK),                false,  true,   handle_anomalies },
	{ "anomaly_settle",     ROLE_SECRETARIAT | ROLE_DESK,   NOBODY,                 false,  false,  handle_anomaly_settle },
	{ "desk_state",         ROLE_DESK,                      M(DESK),                false,  true,   handle_desk_state },
	{ "call",               NOBODY,                         M(TERMINAL),            false,  false,  handle_call },
	{ "call_done",          NO_VIEWER,                      NOBODY,                 false,  true,   handle_call_done },

	{ "slips_begin",        SECRETARIAT,                    NOBODY,                 false,  false,  handle_slips_begin },
	{ "slips_keys",         SECRETARIAT,                    NOBODY,                 false,  false,  handle_slips_keys },
	{ "slips_propose",      TWO,                            NOBODY,                 false,  false,  handle_slips_propose },
	{ "handout",            READS,                          NOBODY,                 false,  false,  handle_handout },
	{ "reissue",            TWO,                            NOBODY,                 false,  false,  handle_reissue },

	{ "ceremony_start",     SECRETARIAT,                    NOBODY,                 false,  false,  handle_ceremony_start },
	{ "ceremony_abort",     SECRETARIAT,                    NOBODY,                 false,  false,  handle_ceremony_abort },
	{ "ceremony_commit",    NOBODY,                         M(TRUSTEE),             false,  false,  handle_ceremony_commit },
	{ "ceremony_reveal",    NOBODY,                         M(TRUSTEE),             false,  false,  handle_ceremony_reveal },
	{ "ceremony_shares",    NOBODY,                         M(TRUSTEE),             false,  false,  handle_ceremony_shares },
	{ "ceremony_confirm",   NOBODY,                         M(TRUSTEE),             false,  false,  handle_ceremony_confirm },
	{ "acts",               NOBODY,                         M(TRUSTEE),             false,  true,   handle_acts },
	{ "act_sign",           NOBODY,                         M(TRUSTEE),             false,  false,  handle_act_sign },
	{ "act",                COUNTERS,                       NOBODY,                 false,  true,   handle_act },
	{ "seal",               TWO,                            NOBODY,                 false,  false,  handle_seal },

	{ "poll",               SECRETARIAT,                    NOBODY,                 false,  false,  handle_poll },
	{ "agenda_order",       SECRETARIAT,                    NOBODY,                 false,  false,  handle_agenda_order },
	{ "poll_open",          SECRETARIAT,                    NOBODY,                 false,  false,  handle_poll_open },
	{ "poll_hold",          SECRETARIAT,                    NOBODY,                 false,  false,  handle_poll_hold },
	{ "poll_resume",        SECRETARIAT,                    NOBODY,                 false,  false,  handle_poll_resume },
	{ "poll_close",         SECRETARIAT,                    NOBODY,                 false,  false,  handle_poll_close },
	{ "poll_publish",       SECRETARIAT,                    NOBODY,                 false,  false,  handle_poll_publish },
	{ "poll_void",          TWO,                            NOBODY,                 false,  false,  handle_poll_void },
	{ "seats_reduced",      TWO,                            NOBODY,                 false,  false,  handle_seats_reduced },

	{ "hands",              TWO,                            NOBODY,                 false,  false,  handle_hands },
	{ "paper_issue",        TWO,                            NOBODY,                 false,  false,  handle_paper_issue },
	{ "paper_count",        COUNTERS,                       NOBODY,                 false,  false,  handle_paper_count },

	{ "state",              NOBODY,                         M(TERMINAL) | M(HALL),  false,  true,   handle_state },
	{ "slip_status",        NOBODY,                         M(TERMINAL),            false,  true,   handle_slip_status },
	{ "commit",             NOBODY,                         M(TERMINAL),            false,  false,  handle_commit },
	{ "cast",               NOBODY,                         M(TERMINAL),            false,  false,  handle_cast },
	{ "assist",             NOBODY,                         M(TERMINAL),            false,  false,  handle_assist },
	{ "test",               NOBODY,                         M(TERMINAL),            false,  false,  handle_test },
	{ "tested",             NOBODY,                         M(TERMINAL),            false,  true,   handle_tested },
	{ "vote",               NOBODY,                         M(TERMINAL),            false,  false,  handle_vote },

	{ "status",             WHO_ANY_OPERATOR,               WHO_ANY_MACHINE,        false,  true,   handle_status },
	{ "readiness",          WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_readiness },
	{ "roll",               WHO_ANY_OPERATOR,               M(DESK),                false,  true,   handle_roll },
	{ "agenda",             WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_agenda },
	{ "profile",            WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_profile },
	{ "report",             WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_report },
	{ "not_voted",          ROLE_SECRETARIAT | ROLE_CHAIR,  NOBODY,                 false,  false,  handle_not_voted },
	{ "export",             WHO_ANY_OPERATOR,               NOBODY,                 false,  true,   handle_export },
	{ "hall",               WHO_ANY_OPERATOR,               M(HALL),                false,  true,   handle_hall },
	{ "show",               SECRETARIAT,                    NOBODY,                 false,  true,   handle_show },
	{ "snapshot",           READS,                          NOBODY,                 false,  true,   handle_snapshot },
	{ "entries",            PRESIDIUM,                      FOLLOWERS,              false,  true,   handle_entries },
	{ "bundle",             PRESIDIUM,                      NOBODY,                 false,  true,   handle_bundle },
	{ "checkpoint",         WHO_ANY_OPERATOR,               FOLLOWERS,              false,  true,   handle_checkpoint },
	{ "cosign",             NOBODY,                         M(TRUSTEE),             false,  true,   handle_cosign },
	{ "share",              NOBODY,                         M(TRUSTEE),             false,  false,  handle_share },
	{ "refusal",            NOBODY,                         M(TRUSTEE),             false,  false,  handle_refusal },
};

const struct route *route_find(const char *type)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		if (!strcmp(routes[i].type, type))
			return &routes[i];
	}
	return NULL;
}
