# make            build everything          make demo     a whole meeting, end to end
# make run        the sample meeting, live  make test     every test
# make check      the rules of the house    make asan     unit and fault tests under sanitizers
# make fuzz       each reader a while       make bench    timings into build/bench.json
# make screens    a picture of each page    make install  DESTDIR= PREFIX=
# make clean      start afresh
#
# V=1 shows commands. VARIANT=name builds in build/name with that variant's flags (plain, asan, bench).
# Parts of the tests: make unit, fault, verifier, browser, system. FUZZ_SECONDS=20 is for each fuzz target.
# JOBS=n compilers run side by side, as many as there are processors unless told; and two tests more, for these wait more than they work.

VARIANT ?= plain
JOBS    ?= $(shell nproc)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif
OUT     := build/$(VARIANT)
BIN     := build/bin
Q       := $(if $(V),,@)

PKGS    := jansson libcrypto libssl sqlite3 libevent libevent_openssl libqrencode
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Werror
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE
CFLAGS_plain := -O2 -g $(HARDEN)
CFLAGS_bench := -O2 -g -DNDEBUG
CFLAGS_asan  := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS_plain := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LDFLAGS_asan  := -fsanitize=address,undefined
ALL_CFLAGS  := -std=c11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS_$(VARIANT)) -ffile-prefix-map=$(CURDIR)=. $(CFLAGS)
ALL_LDFLAGS := $(LDFLAGS_$(VARIANT)) $(LDFLAGS)

src = $(sort $(foreach d,$(1),$(wildcard $(d)/*.c)))
obj = $(patsubst %.c,$(OUT)/%.o,$(1))

PURE   := $(call obj,$(call src,$(addprefix protocol/,base crypto ledger meeting report text page)))
OS     := $(call obj,$(call src,protocol/os protocol/qr))
SERVER := $(call obj,$(filter-out tally-server/main.c,$(call src,tally-server $(addprefix tally-server/,net core store roster web))))
SERVER += $(OUT)/gen/schema.o $(OUT)/gen/profiles.o $(OUT)/gen/pages.o
CLIENT := $(call obj,$(filter-out ballot-client/main.c,$(call src,ballot-client ballot-client/kiosk))) $(OUT)/gen/kiosk.o
TOOLS  := tallyctl tally-issue tally-audit tally-bench
UNIT   := $(patsubst tests/unit/%.c,$(OUT)/tests/unit/%,$(shell find tests/unit -name 'test_*.c' 2>/dev/null | sort))
FAULT  := $(patsubst tests/fault/%.c,$(OUT)/tests/fault/%,$(sort $(wildcard tests/fault/test_*.c)))
FUZZ   := $(patsubst tests/fuzz/%.c,$(OUT)/tests/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
SYSTEM := $(sort $(wildcard tests/system/[0-9][0-9][0-9]-*))
HEADERS = $(shell find protocol tally-server ballot-client tools tests -name node_modules -prune -o -name '*.h' -print)
# What tests share; the tiny group is linked only where it replaces the real one.
TESTKIT := $(call obj,$(filter-out tests/unit/tiny_group.c,$(wildcard tests/unit/*.c)))
PROGRAMS := tally-server ballot-client $(TOOLS)

BASE_LIBS   = $(shell pkg-config --libs jansson libcrypto)
NET_LIBS    = $(shell pkg-config --libs libevent_openssl libevent libssl)
QR_LIBS     = $(shell pkg-config --libs libqrencode)
SERVER_LIBS = $(NET_LIBS) $(shell pkg-config --libs sqlite3 libseccomp libzip expat xlsxwriter) -lcsv -lm $(QR_LIBS)

.PHONY: all bootstrap demo run test unit fault system verifier browser screens check asan fuzz fuzzing bench fmt install help clean
.PRECIOUS: $(OUT)/%.o
all: $(addprefix $(OUT)/bin/,$(PROGRAMS))
	$(if $(filter plain,$(VARIANT)),$(Q)mkdir -p build && ln -sfn $(VARIANT)/bin $(BIN))

help:
	@sed -n '1,10s/^# \{0,1\}//p' Makefile

# What the machine lacks is installed once; everything compiled waits for that.
BOOT := build/.bootstrapped
bootstrap: $(BOOT)
$(BOOT): tools/bootstrap
	$(Q)mkdir -p build && tools/bootstrap && touch $(BOOT)
BOOT_TESTS := build/.bootstrapped-tests
$(BOOT_TESTS): tools/bootstrap | $(BOOT)
	$(Q)tools/bootstrap tests && touch $@
$(TESTKIT) $(addsuffix .o,$(UNIT) $(FAULT)): | $(BOOT_TESTS)

# Flags are a prerequisite: another compiler or other flags rebuild everything.
STAMP := $(OUT)/flags
FLAGS := $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)
$(STAMP): FORCE
	$(Q)mkdir -p $(OUT) && echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' > $@
FORCE:

$(OUT)/%.o: %.c $(STAMP) | $(BOOT)
	$(Q)mkdir -p $(@D)
	$(if $(V),,@echo "  CC      $<";)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Text files that the server carries.
$(OUT)/gen/schema.c: $(sort $(wildcard schema/*.sql)) tools/embed.sh
	$(Q)mkdir -p $(@D) && tools/embed.sh embedded_schema $(filter %.sql,$^) > $@
$(OUT)/gen/profiles.c: $(filter-out %.schema.json,$(sort $(wildcard schema/profiles/*.json))) tools/embed.sh
	$(Q)mkdir -p $(@D) && tools/embed.sh embedded_profiles $(filter %.json,$^) > $@
# Pages: what lies below the folder of a program's own and in protocol/page, by the path of its URL, and the words that are made from the catalogue.
files = $(sort $(shell find $(1) -type f 2>/dev/null))
PAGE_KINDS := html css js mjs svg json txt
SHARED_PAGES := $(filter $(addprefix %.,$(PAGE_KINDS)),$(call files,protocol/page))
SERVER_PAGES := $(filter $(addprefix %.,$(PAGE_KINDS)),$(call files,tally-server/web))
KIOSK_PAGES  := $(filter $(addprefix %.,$(PAGE_KINDS)),$(call files,ballot-client/kiosk/page))
called = $(foreach f,$(2),$(patsubst $(1)/%,$(3)/%,$(f))=$(f))
shared = $(call called,protocol/page,$(SHARED_PAGES),/page) /page/words.js=$(OUT)/gen/words.js
$(OUT)/gen/words.js: $(wildcard protocol/text/*.inc) protocol/base/err.h tools/embed-words.sh
	$(Q)mkdir -p $(@D) && tools/embed-words.sh $(CC) > $@.new && mv $@.new $@
$(OUT)/gen/pages.c $(OUT)/gen/kiosk.c: $(OUT)/gen/words.js $(SHARED_PAGES) tools/embed.sh $(STAMP)
$(OUT)/gen/pages.c: $(SERVER_PAGES) ; $(Q)tools/embed.sh embedded_pages $(call called,tally-server/web,$(SERVER_PAGES),) $(shared) > $@
$(OUT)/gen/kiosk.c: $(KIOSK_PAGES) ; $(Q)tools/embed.sh embedded_kiosk $(call called,ballot-client/kiosk/page,$(KIOSK_PAGES),) $(shared) > $@
$(OUT)/gen/%.o: $(OUT)/gen/%.c $(STAMP)
	$(if $(V),,@echo "  CC      $<";)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

define archive
	$(Q)mkdir -p $(@D) && rm -f $@ && ar Dcr $@ $(filter %.o,$^)
endef
$(OUT)/pure.a:   $(PURE) ; $(archive)
$(OUT)/os.a:     $(OS) ; $(archive)
$(OUT)/server.a: $(SERVER) ; $(archive)
$(OUT)/client.a: $(CLIENT) ; $(archive)
$(OUT)/testkit.a: $(TESTKIT) ; $(archive)

define link
	$(Q)mkdir -p $(@D)
	$(if $(V),,@echo "  LINK    $@";)$(CC) $(ALL_CFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(ALL_LDFLAGS) $(1)
endef
# The linker holds the walls too: the auditor's program and the protocol's tests see no libevent, libssl or sqlite.
$(OUT)/bin/tally-server:  $(OUT)/tally-server/main.o $(OUT)/server.a $(OUT)/os.a $(OUT)/pure.a ; $(call link,$(SERVER_LIBS) $(BASE_LIBS))
$(OUT)/bin/ballot-client: $(OUT)/ballot-client/main.o $(OUT)/client.a $(OUT)/os.a $(OUT)/pure.a ; $(call link,$(NET_LIBS) $(BASE_LIBS) $(QR_LIBS))
$(OUT)/bin/tally-audit:   $(OUT)/tools/tally-audit.o $(OUT)/tools/audit_test.o $(OUT)/os.a $(OUT)/pure.a ; $(call link,$(BASE_LIBS) $(QR_LIBS))
$(OUT)/bin/tally-issue:   $(OUT)/tools/tally-issue.o $(OUT)/os.a $(OUT)/pure.a ; $(call link,$(BASE_LIBS) $(QR_LIBS))
$(OUT)/bin/tally-bench:   $(OUT)/tools/tally-bench.o $(OUT)/os.a $(OUT)/pure.a ; $(call link,$(BASE_LIBS) $(QR_LIBS))
$(OUT)/bin/tallyctl:      $(OUT)/tools/tallyctl.o $(call obj,$(wildcard tools/tallyctl_*.c)) $(OUT)/os.a $(OUT)/pure.a ; $(call link,-lcsv $(BASE_LIBS) $(QR_LIBS))

$(OUT)/tests/unit/protocol/%: $(OUT)/tests/unit/protocol/%.o $(OUT)/testkit.a $(OUT)/os.a $(OUT)/pure.a ; $(call link,-lcmocka $(BASE_LIBS) $(QR_LIBS))
# Tests named _tiny run the same crypto over the tiny group: its object stands before the archives, and so in place of group.c's.
$(filter %_tiny,$(UNIT)): $(OUT)/tests/unit/tiny_group.o
$(OUT)/tests/unit/tally-server/%: $(OUT)/tests/unit/tally-server/%.o $(OUT)/testkit.a $(OUT)/server.a $(OUT)/os.a $(OUT)/pure.a ; $(call link,-lcmocka $(SERVER_LIBS) $(BASE_LIBS))
# Calls that a test of faults takes over.
WRAP_test_keyfile := malloc realloc json_write mkostemp write fsync close rename
$(OUT)/tests/unit/ballot-client/%: $(OUT)/tests/unit/ballot-client/%.o $(OUT)/testkit.a $(OUT)/client.a $(OUT)/os.a $(OUT)/pure.a
	$(call link,$(patsubst %,-Xlinker --wrap=%,$(WRAP_$*)) -lcmocka $(NET_LIBS) $(BASE_LIBS) $(QR_LIBS))
WRAP_test_alloc_fault := malloc calloc realloc strdup strndup json_loadb json_stringn hash_start hash_field hash_text hash_u64
$(OUT)/tests/fault/%: $(OUT)/tests/fault/%.o $(OUT)/testkit.a $(OUT)/server.a $(OUT)/os.a $(OUT)/pure.a
	$(call link,$(patsubst %,-Xlinker --wrap=%,$(WRAP_$*)) -lcmocka $(SERVER_LIBS) $(BASE_LIBS))

$(OUT)/tests/fuzz/%: $(OUT)/tests/fuzz/%.o $(OUT)/tests/fuzz/driver.o $(OUT)/client.a $(OUT)/server.a $(OUT)/os.a $(OUT)/pure.a ; $(call link,$(SERVER_LIBS) $(BASE_LIBS))

# One line for each test program; at the end, how many tests passed and failed.
SIDE_BY_SIDE := JOBS=$$(($(JOBS) + 2))
RUN    := $(Q)$(SIDE_BY_SIDE) tests/run $(OUT)/log
VERIFY := tests/verifier/node_modules/.package-lock.json
$(VERIFY): tests/verifier/package-lock.json | $(BOOT_TESTS)
	-$(Q)cd tests/verifier && npm ci --silent --no-audit --no-fund && touch node_modules/.package-lock.json
CHROME := tests/browser/node_modules/.package-lock.json
$(CHROME): tests/browser/package-lock.json | $(BOOT_TESTS)
	$(Q)cd tests/browser && npm ci --silent --no-audit --no-fund && touch node_modules/.package-lock.json
# The long ones begin first, so that none of them is left alone at the end.
LONG  := $(patsubst %,tests/browser/%.mjs,230-console-paths 500-kiosk 205-console-run 200-console 400-hall 501-kiosk-trouble 300-desk)
PAGES := $(patsubst %,'node %',$(LONG) $(filter-out $(LONG),$(sort $(wildcard tests/browser/[0-9][0-9][0-9]-*.mjs))))
SECOND := 'node tests/verifier/check-vectors.mjs' 'node tests/verifier/check-profiles.mjs'
unit: $(UNIT)         ; $(RUN) $^
fault: $(FAULT)       ; $(RUN) $^
verifier: $(VERIFY)   ; $(RUN) $(SECOND)
system: all $(VERIFY)  ; $(RUN) $(SYSTEM)
browser: all $(CHROME) ; $(RUN) $(PAGES)
screens: all $(CHROME) ; $(Q)SCREENS=1 $(SIDE_BY_SIDE) tests/run $(OUT)/log $(PAGES) && echo 'screens: build/screens'
test: bootstrap all $(UNIT) $(FAULT) $(VERIFY) $(CHROME) ; $(RUN) $(UNIT) $(FAULT) $(SECOND) $(SYSTEM) $(PAGES)
demo: all             ; $(Q)tools/demo
run: all              ; $(Q)tools/demo --run

# These want another variant than plain, and so another run of make.
asan:  ; $(Q)$(MAKE) VARIANT=asan unit fault
fuzz:  ; $(Q)$(MAKE) VARIANT=asan fuzzing
bench: $(CHROME) ; $(Q)$(MAKE) VARIANT=bench all && tools/bench
FUZZ_SECONDS ?= 20
fuzzing: $(FUZZ)
	$(Q)for f in $(FUZZ); do echo "== $$f"; $$f -runs=1000000000 -max_total_time=$(FUZZ_SECONDS) tests/fuzz/corpus/$${f##*/fuzz_} || exit 1; done

# A header stands alone: the compiler reads it with nothing before it. Shared test helpers may go unused.
$(OUT)/%.h.alone: %.h $(STAMP) | $(BOOT_TESTS)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_CFLAGS) -Wno-unused-function -x c -MMD -MP -MT $@ -MF $(@:.alone=.d) -fsyntax-only $< && touch $@
check: all $(UNIT) $(FAULT) $(FUZZ) $(addsuffix .alone,$(addprefix $(OUT)/,$(HEADERS)))
	$(Q)tools/check-includes
	$(Q)tools/check-style
	$(Q)tools/check-walls $(OUT)
	$(Q)tools/check-engines
	@echo 'check: every rule holds'

fmt:
	$(Q)git ls-files '*.[ch]' '*.inc' '*.mjs' '*.js' '*.css' '*.html' '*.md' '*.sql' ':!*/vendor/*' | xargs sed -i 's/[ \t]*$$//'

PREFIX ?= /usr/local
install: all
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/tally/profiles
	$(Q)install -m 755 $(addprefix $(OUT)/bin/,tally-server ballot-client tallyctl tally-issue tally-audit) $(DESTDIR)$(PREFIX)/bin
	$(Q)install -m 644 $(wildcard schema/profiles/*.json) $(DESTDIR)$(PREFIX)/share/tally/profiles
clean: ; $(Q)rm -rf build

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
