/* What do counts decide: rates to the last vote, flags exactly at their boundary, places shared,
 * seats filled by nobody who must not have one? */
#include "protocol/meeting/verdict.h"

#include "tests/unit/meeting_case.h"

#define VOTES "[{'id':'for','text':'赞成','abstain':false},{'id':'against','text':'反对','abstain':false},{'id':'abstain','text':'弃权','abstain':true}]"
#define GRADES "[{'id':'good','text':'优','abstain':false},{'id':'fair','text':'良','abstain':false},{'id':'poor','text':'差','abstain':false}," \
	       "{'id':'abstain','text':'弃权','abstain':true}]"
#define COUNTED "'rule':{'type':'ladder','steps':[],'otherwise':'counted'}"
#define ELECTION(base) "'rule':{'type':'election','counts':['for'],'op':'GT','num':1,'den':2,'base':'" base "'},'rates':[],'rank':''"
#define PLURALITY "'rule':{'type':'plurality','counts':['for']},'rates':[],'rank':''"
#define ROW "{'title':'x','scale':0}"

/* 71 expected, 64 present, and all of them voted. */
static const struct figures hall = { .expected = 71, .present = 64, .issued = 64, .returned = 64 };

/* The verdict of these counts, where all contests are rows of scale 0 or as `contests` says. The caller owns it. */
static json_t *decide(const char *contests, const char *scales, const char *rest, const char *counts, const struct figures *f)
{
	struct buf text = { 0 };
	json_t *definition, *marks = maker_json(counts), *verdict = NULL;

	buf_addf(&text, "{'contests':[%s],'scales':[%s],%s}", contests, scales, rest);
	definition = maker_json(buf_text(&text));
	assert_int_equal(verdict_decide(&verdict, definition, marks, f), OK);
	buf_release(&text);
	json_decref(definition);
	json_decref(marks);
	return verdict;
}

/* Is `value` what the text says? Both are shown if not. */
static void expect(const json_t *value, const char *text)
{
	json_t *right = maker_json(text);
	char *got = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (!json_equal(value, right))
		fail_msg("%s\nis not %s", got ? got : "nothing", text);
	free(got);
	json_decref(right);
}

static void expect_contest(const json_t *verdict, size_t q, const char *field, const char *text)
{
	expect(json_object_get(json_array_get(json_object_get(verdict, "contests"), q), field), text);
}

/* ---- rates ---- */

#define FLAGGED(num, den) COUNTED ",'rates':[{'name':'r','scale':0,'base':'VALID','counts':['good','fair'],'flag':{'num':" #num ",'den':" #den "}}],'rank':''"

static void a_rate_exactly_at_its_flag_is_not_below(void **state)
{
	static const struct figures ten = { .expected = 12, .present = 10, .issued = 10, .returned = 10 };
	json_t *v = decide(ROW "," ROW "," ROW, GRADES, FLAGGED(80, 100), "[[5,3,2,0],[5,2,2,1],[8,1,1,0]]", &ten);

	(void)state;
	expect_contest(v, 0, "rates", "[{'name':'r','count':8,'base':10,'below':false}]");
	expect_contest(v, 1, "rates", "[{'name':'r','count':7,'base':10,'below':true}]");
	expect_contest(v, 2, "rates", "[{'name':'r','count':9,'base':10,'below':false}]");
	json_decref(v);
	v = decide(ROW "," ROW, GRADES, FLAGGED(60, 100), "[[6,0,4,0],[0,5,0,5]]", &ten);
	expect_contest(v, 0, "rates", "[{'name':'r','count':6,'base':10,'below':false}]");
	expect_contest(v, 1, "rates", "[{'name':'r','count':5,'base':10,'below':true}]");
	json_decref(v);
}

/* 639 of 799 are 79.97 percent, printed 80.0%: the flag goes by the votes. */
static void a_flag_goes_by_votes_and_not_by_what_is_printed(void **state)
{
	static const struct figures many = { .expected = 799, .present = 799, .issued = 799, .returned = 799 };
	json_t *v = decide(ROW "," ROW, GRADES, FLAGGED(80, 100), "[[639,0,160,0],[640,0,159,0]]", &many);

	(void)state;
	assert_int_equal(rule_tenths(639, 799), 800);
	expect_contest(v, 0, "rates", "[{'name':'r','count':639,'base':799,'below':true}]");
	expect_contest(v, 1, "rates", "[{'name':'r','count':640,'base':799,'below':false}]");
	json_decref(v);
}

static void over_nothing_nothing_is_flagged(void **state)
{
	static const struct figures all_abstain = { .expected = 9, .present = 8, .issued = 8, .returned = 8 };
	json_t *v = decide(ROW, GRADES, COUNTED ",'rates':[{'name':'r','scale':0,'base':'CAST','counts':['good'],'flag':{'num':60,'den':100}}],'rank':''",
			   "[[0,0,0,8]]", &all_abstain);

	(void)state;
	expect_contest(v, 0, "rates", "[{'name':'r','count':0,'base':0,'below':false}]");
	json_decref(v);
}

static void every_base_is_its_own_number(void **state)
{
	static const struct figures f = { .expected = 71, .present = 64, .issued = 63, .returned = 60, .invalid = 2 };
	json_t *v = decide(ROW, GRADES, COUNTED ",'rates':[{'name':'a','scale':0,'base':'EXPECTED','counts':['good']},{'name':'b','scale':0,'base':'PRESENT','counts':['good']},"
			   "{'name':'c','scale':0,'base':'RETURNED','counts':['good']},{'name':'d','scale':0,'base':'VALID','counts':['good']},"
			   "{'name':'e','scale':0,'base':'CAST','counts':['poor','good']}],'rank':''", "[[40,10,5,3]]", &f);

	(void)state;
	expect_contest(v, 0, "rates", "[{'name':'a','count':40,'base':71},{'name':'b','count':40,'base':64},{'name':'c','count':40,'base':60},"
				      "{'name':'d','count':40,'base':58},{'name':'e','count':45,'base':55}]");
	json_decref(v);
}

static void rates_are_of_the_contests_of_their_scale(void **state)
{
	json_t *v = decide(ROW ",{'title':'y','scale':1}", GRADES "," GRADES,
			   COUNTED ",'rates':[{'name':'r','scale':0,'base':'VALID','counts':['good'],'flag':{'num':80,'den':100}},"
			   "{'name':'r','scale':1,'base':'VALID','counts':['good'],'flag':{'num':60,'den':100}}],'rank':''",
			   "[[45,19,0,0],[45,19,0,0]]", &hall);

	(void)state;
	expect_contest(v, 0, "rates", "[{'name':'r','count':45,'base':64,'below':true}]");
	expect_contest(v, 1, "rates", "[{'name':'r','count':45,'base':64,'below':false}]");
	assert_null(json_object_get(json_array_get(json_object_get(v, "contests"), 0), "place"));
	json_decref(v);
}

/* ---- weights and places ---- */

#define SCORE COUNTED ",'rates':[{'name':'share','scale':0,'base':'VALID','counts':['good']},{'name':'score','scale':0,'base':'VALID','weights':[100,80,40,0]}],'rank':'score'"

static void weights_count_every_option(void **state)
{
	json_t *v = decide(ROW, GRADES, SCORE, "[[30,20,10,4]]", &hall);

	(void)state;
	expect_contest(v, 0, "rates", "[{'name':'share','count':30,'base':64},{'name':'score','count':5000,'base':64}]");
	expect_contest(v, 0, "place", "1");
	json_decref(v);
}

/* Ranked by score: 甲 and 丙 5120, 乙 6400, 丁 2560, 戊 2560, 己 0. */
static void equal_scores_share_a_place_and_the_next_is_left_out(void **state)
{
	static const char *const places[] = { "2", "1", "2", "4", "4", "6" };
	json_t *v = decide(ROW "," ROW "," ROW "," ROW "," ROW "," ROW, GRADES, SCORE,
			   "[[0,64,0,0],[64,0,0,0],[32,16,16,0],[0,0,64,0],[16,12,0,36],[0,0,0,64]]", &hall);

	(void)state;
	for (size_t q = 0; q < COUNT(places); q++)
		expect_contest(v, q, "place", places[q]);
	json_decref(v);
}

/* ---- options that are no valid vote ---- */

#define STRICT "[{'id':'good','text':'优','abstain':false},{'id':'poor','text':'差','abstain':false},{'id':'blank','text':'空','abstain':false,'invalid':true}," \
	       "{'id':'abstain','text':'弃权','abstain':true}]"

static void a_blank_that_is_invalid_is_in_no_base_but_returned(void **state)
{
	static const struct figures ten = { .expected = 12, .present = 11, .issued = 10, .returned = 10 };
	json_t *v = decide(ROW "," ROW, STRICT,
			   COUNTED ",'rates':[{'name':'v','scale':0,'base':'VALID','counts':['good']},{'name':'c','scale':0,'base':'CAST','counts':['good']},"
				   "{'name':'r','scale':0,'base':'RETURNED','counts':['good']}],'rank':''",
			   "[[4,1,3,2],[0,0,10,0]]", &ten);

	(void)state;
	expect_contest(v, 0, "rates", "[{'name':'v','count':4,'base':7},{'name':'c','count':4,'base':5},{'name':'r','count':4,'base':10}]");
	expect_contest(v, 1, "rates", "[{'name':'v','count':0,'base':0},{'name':'c','count':0,'base':0},{'name':'r','count':0,'base':10}]");
	json_decref(v);
}

/* 3 of 4 is more than 5 of 8; nothing of nothing is least. */
static void places_go_by_the_share_where_bases_differ(void **state)
{
	static const struct figures ten = { .expected = 12, .present = 11, .issued = 10, .returned = 10 };
	static const char *const places[] = { "2", "1", "4", "2" };
	json_t *v = decide(ROW "," ROW "," ROW "," ROW, STRICT, COUNTED ",'rates':[{'name':'v','scale':0,'base':'VALID','counts':['good']}],'rank':'v'",
			   "[[5,3,2,0],[3,1,6,0],[0,0,10,0],[5,2,2,1]]", &ten);

	(void)state;
	for (size_t q = 0; q < COUNT(places); q++)
		expect_contest(v, q, "place", places[q]);
	json_decref(v);
}

/* ---- caps ---- */

#define CAPPED(num, den) COUNTED ",'rates':[{'name':'r','scale':0,'base':'VALID','counts':['good']}],'rank':'r','caps':[{'name':'c','scale':0,'num':" #num ",'den':" #den "}]"

static void a_cap_is_rounded_down_and_names_those_within_it(void **state)
{
	static const struct figures ten = { .expected = 12, .present = 10, .issued = 10, .returned = 10 };
	static const char counts[] = "[[5,5,0,0],[9,1,0,0],[7,3,0,0],[7,3,0,0],[2,8,0,0],[1,9,0,0],[8,2,0,0]]";
	json_t *v = decide(ROW "," ROW "," ROW "," ROW "," ROW "," ROW "," ROW, GRADES, CAPPED(1, 3), counts, &ten);

	(void)state;
	expect(json_object_get(v, "caps"), "[{'name':'c','of':7,'max':2,'within':[1,6]}]");
	json_decref(v);
	/* two share the third place: for three there is no room */
	v = decide(ROW "," ROW "," ROW "," ROW "," ROW "," ROW "," ROW, GRADES, CAPPED(1, 2), counts, &ten);
	expect(json_object_get(v, "caps"), "[{'name':'c','of':7,'max':3,'within':[1,6]}]");
	json_decref(v);
	v = decide(ROW "," ROW "," ROW "," ROW "," ROW "," ROW "," ROW, GRADES, CAPPED(4, 7), counts, &ten);
	expect(json_object_get(v, "caps"), "[{'name':'c','of':7,'max':4,'within':[1,6,2,3]}]");
	json_decref(v);
	v = decide(ROW "," ROW "," ROW, GRADES, CAPPED(25, 100), "[[5,5,0,0],[9,1,0,0],[7,3,0,0]]", &ten);
	expect(json_object_get(v, "caps"), "[{'name':'c','of':3,'max':0,'within':[]}]");
	json_decref(v);
}

static void only_contests_of_the_ranked_scale_have_a_place(void **state)
{
	json_t *v = decide(ROW ",{'title':'y','scale':1}," ROW, GRADES "," GRADES, SCORE, "[[0,64,0,0],[64,0,0,0],[0,0,64,0]]", &hall);

	(void)state;
	expect_contest(v, 0, "place", "1");
	expect_contest(v, 2, "place", "2");
	expect_contest(v, 1, "rates", "[]");
	assert_null(json_object_get(json_array_get(json_object_get(v, "contests"), 1), "place"));
	json_decref(v);
}

/* ---- ladders ---- */

static void the_first_step_that_is_met_ends_the_ladder(void **state)
{
	static const char rest[] = "'rule':{'type':'ladder','steps':[{'outcome':'a','counts':['good'],'op':'GT','num':1,'den':2,'base':'EXPECTED'},"
				   "{'outcome':'b','counts':['good','fair'],'op':'GE','num':1,'den':2,'base':'PRESENT'}],'otherwise':'c'},'rates':[],'rank':''";
	json_t *v = decide(ROW "," ROW "," ROW, GRADES, rest, "[[36,0,28,0],[35,0,29,0],[0,31,33,0]]", &hall);

	(void)state;
	expect_contest(v, 0, "outcome", "'a'");
	expect_contest(v, 0, "steps", "[{'count':36,'base':71,'required':36,'met':true}]");
	expect_contest(v, 1, "outcome", "'b'");
	expect_contest(v, 1, "steps", "[{'count':35,'base':71,'required':36,'met':false},{'count':35,'base':64,'required':32,'met':true}]");
	expect_contest(v, 2, "outcome", "'c'");
	expect_contest(v, 2, "steps", "[{'count':0,'base':71,'required':36,'met':false},{'count':31,'base':64,'required':32,'met':false}]");
	json_decref(v);
}

/* ---- elections ---- */

static void expect_seats(const char *rows, const char *rest, const char *counts, const struct figures *f, const char *elected,
			 const char *tied, int unfilled, const char *next)
{
	json_t *v = decide(rows, VOTES, rest, counts, f);

	expect(json_object_get(v, "elected"), elected);
	expect(json_object_get(v, "tied"), tied);
	assert_int_equal(json_integer_value(json_object_get(v, "unfilled")), unfilled);
	assert_string_equal(json_string_value(json_object_get(v, "next")), next);
	json_decref(v);
}

#define ROWS3 ROW "," ROW "," ROW
#define ROWS4 ROWS3 "," ROW

static void all_pass_and_votes_decide(void **state)
{
	(void)state;
	expect_seats(ROWS4, "'seats':2," ELECTION("PRESENT"), "[[40,24,0],[60,0,4],[33,31,0],[50,4,10]]", &hall, "[1,3]", "[]", 0, "none");
	expect_seats(ROWS4, "'seats':4," ELECTION("PRESENT"), "[[40,24,0],[60,0,4],[33,31,0],[50,4,10]]", &hall, "[1,3,0,2]", "[]", 0, "none");
}

static void nobody_passes_and_every_seat_is_left(void **state)
{
	(void)state;
	expect_seats(ROWS3, "'seats':2," ELECTION("EXPECTED"), "[[35,29,0],[35,0,29],[0,64,0]]", &hall, "[]", "[]", 2, "supplementary_or_reduce");
}

static void the_base_is_that_of_the_rule(void **state)
{
	json_t *v;

	(void)state;
	expect_seats(ROWS3, "'seats':3," ELECTION("PRESENT"), "[[33,31,0],[32,0,32],[35,29,0]]", &hall, "[2,0]", "[]", 1, "supplementary_or_reduce");
	expect_seats(ROWS3, "'seats':3," ELECTION("EXPECTED"), "[[36,28,0],[32,0,32],[35,29,0]]", &hall, "[0]", "[]", 2, "supplementary_or_reduce");
	v = decide(ROW, VOTES, "'seats':1," ELECTION("EXPECTED"), "[[36,20,8]]", &hall);
	expect(json_object_get(v, "contests"), "[{'count':36,'base':71,'required':36,'met':true,'rates':[]}]");
	json_decref(v);
}

static void as_many_pass_as_there_are_seats(void **state)
{
	(void)state;
	/* equal votes harm nobody where there is a seat for each */
	expect_seats(ROWS3, "'seats':3," ELECTION("PRESENT"), "[[40,24,0],[40,0,24],[40,12,12]]", &hall, "[0,1,2]", "[]", 0, "none");
	expect_seats(ROWS4, "'seats':2," ELECTION("PRESENT"), "[[20,24,20],[40,0,24],[40,12,12],[32,0,32]]", &hall, "[1,2]", "[]", 0, "none");
}

static void a_tie_over_several_seats_is_of_all_of_them(void **state)
{
	(void)state;
	expect_seats(ROWS4, "'seats':3," ELECTION("PRESENT"), "[[40,24,0],[40,0,24],[50,14,0],[40,12,12]]", &hall, "[2]", "[0,1,3]", 2, "runoff");
	expect_seats(ROWS3, "'seats':2," ELECTION("PRESENT"), "[[40,24,0],[40,0,24],[40,12,12]]", &hall, "[]", "[0,1,2]", 2, "runoff");
}

static void write_ins_are_elected_like_others(void **state)
{
	static const char scales[] = VOTES ",[{'id':'for','text':'另选','abstain':false},{'id':'none','text':'不另选','abstain':false}]";
	json_t *v = decide(ROW "," ROW ",{'title':'w','scale':1}", scales, "'seats':1," ELECTION("PRESENT"), "[[34,30,0],[20,44,0],[35,29]]", &hall);

	(void)state;
	expect(json_object_get(v, "elected"), "[2]");
	expect_contest(v, 2, "base", "64");
	json_decref(v);
}

static void in_a_runoff_votes_alone_decide(void **state)
{
	json_t *v;

	(void)state;
	expect_seats(ROWS3, "'seats':1," PLURALITY, "[[3,1,60],[2,0,62],[0,64,0]]", &hall, "[0]", "[]", 0, "none");
	v = decide(ROW "," ROW, VOTES, "'seats':1," PLURALITY, "[[3,1,60],[0,0,64]]", &hall);
	expect_contest(v, 0, "required", "0");
	expect_contest(v, 0, "base", "64");
	expect_contest(v, 1, "met", "true");
	json_decref(v);
}

static void tied_again_the_chair_decides(void **state)
{
	(void)state;
	expect_seats(ROW "," ROW, "'seats':1," PLURALITY, "[[32,32,0],[32,0,32]]", &hall, "[]", "[0,1]", 1, "chair");
	expect_seats(ROWS3, "'seats':2," PLURALITY, "[[30,34,0],[40,0,24],[30,0,34]]", &hall, "[1]", "[0,2]", 1, "chair");
}

static void over_nobody_nobody_is_elected(void **state)
{
	static const struct figures nobody = { .expected = 0 };

	(void)state;
	expect_seats(ROW, "'seats':1," ELECTION("PRESENT"), "[[0,0,0]]", &nobody, "[]", "[]", 1, "supplementary_or_reduce");
}

/* ---- what does not add up ---- */

static void counts_that_do_not_add_up_decide_nothing(void **state)
{
	static const struct {
		const char *counts;
		enum err err;
	} rows[] = {
		{ "[[64,0,0]]", ERR_RANGE }, { "[[64,0],[64,0,0]]", ERR_RANGE }, { "[[64,0,0],[63,0,0]]", ERR_UNACCOUNTED }, { "[[64,0,0],[65,0,-1]]", ERR_UNACCOUNTED },
		{ "[[64,0,0],[64,0,'0']]", ERR_UNACCOUNTED }, { "[[64,0,0],[9223372036854775807,9223372036854775807,66]]", ERR_UNACCOUNTED }, { "[[64,0,0],{}]", ERR_RANGE }, { "{}", ERR_RANGE },
	};
	json_t *definition = maker_json("{'contests':[" ROW "," ROW "],'scales':[" VOTES "],'seats':1," ELECTION("PRESENT") "}");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		json_t *counts = maker_json(rows[i].counts), *untouched = NULL;

		assert_int_equal(verdict_decide(&untouched, definition, counts, &hall), rows[i].err);
		assert_null(untouched);
		json_decref(counts);
	}
	json_decref(definition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blank_that_is_invalid_is_in_no_base_but_returned),
		cmocka_unit_test(places_go_by_the_share_where_bases_differ),
		cmocka_unit_test(a_cap_is_rounded_down_and_names_those_within_it),
		cmocka_unit_test(a_rate_exactly_at_its_flag_is_not_below),
		cmocka_unit_test(a_flag_goes_by_votes_and_not_by_what_is_printed),
		cmocka_unit_test(over_nothing_nothing_is_flagged),
		cmocka_unit_test(every_base_is_its_own_number),
		cmocka_unit_test(rates_are_of_the_contests_of_their_scale),
		cmocka_unit_test(weights_count_every_option),
		cmocka_unit_test(equal_scores_share_a_place_and_the_next_is_left_out),
		cmocka_unit_test(only_contests_of_the_ranked_scale_have_a_place),
		cmocka_unit_test(the_first_step_that_is_met_ends_the_ladder),
		cmocka_unit_test(all_pass_and_votes_decide),
		cmocka_unit_test(nobody_passes_and_every_seat_is_left),
		cmocka_unit_test(the_base_is_that_of_the_rule),
		cmocka_unit_test(as_many_pass_as_there_are_seats),
		cmocka_unit_test(a_tie_over_several_seats_is_of_all_of_them),
		cmocka_unit_test(write_ins_are_elected_like_others),
		cmocka_unit_test(in_a_runoff_votes_alone_decide),
		cmocka_unit_test(tied_again_the_chair_decides),
		cmocka_unit_test(over_nobody_nobody_is_elected),
		cmocka_unit_test(counts_that_do_not_add_up_decide_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
