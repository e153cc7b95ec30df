// The ranks' first words to each other: who each is, and whether they are the same program. The
// layout of a card is never changed, so that every version can read those of all others.
// SPDX-License-Identifier: MIT
#include "mpi/launchers.h"
#include "mpi/messenger.h"

#include "platform/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CARD_SIZE = 1024, LINES = 4 };

// Lines: version, revision and sources, byte order, what it was built for, command line; then the
// host.
struct card {
    char lines[LINES][192];
    char host[CARD_SIZE - LINES * 192];
};

static const char *const line_names[LINES] = {"build", "byte order", "layout of messages",
                                              "command line"};

static const char *byte_order(void) {
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 1 ? "little-endian" : "big-endian";
}

static void write_card(const char *command_line, struct card *card) {
    *card = (struct card){0};
    snprintf(card->lines[0], sizeof card->lines[0], "%s (%s, sources %s)", build_version(),
             build_revision(), build_sources());
    snprintf(card->lines[1], sizeof card->lines[1], "%s", byte_order());
    snprintf(card->lines[2], sizeof card->lines[2], "%zu %zu", sizeof(struct order),
             sizeof(struct answer));
    // The program may lie elsewhere on other machines.
    const char *arguments = command_line == NULL ? NULL : strchr(command_line, ' ');
    snprintf(card->lines[3], sizeof card->lines[3], "%s", arguments == NULL ? "" : arguments + 1);
    if (gethostname(card->host, sizeof card->host - 1) != 0)
        snprintf(card->host, sizeof card->host, "unknown");
}

static void compare_cards(const struct card *cards, unsigned ranks, struct error *verdict) {
    for (unsigned rank = 1; rank < ranks && verdict->status == STATUS_OK; rank++)
        for (size_t line = 0; line < LINES && verdict->status == STATUS_OK; line++)
            if (strcmp(cards[0].lines[line], cards[rank].lines[line]) != 0)
                (void)fail(
                    verdict, STATUS_USAGE,
                    "rank %u on %.60s has another %s than rank 0 on %.60s: \"%.100s\", not "
                    "\"%.100s\"; start the same program with the same arguments on all ranks",
                    rank, cards[rank].host, line_names[line], cards[0].host,
                    cards[rank].lines[line], cards[0].lines[line]);
}

// Bytes, and one whose order does not matter for the status: ranks may differ in that.
static enum status hear_verdict(struct messenger *messenger, struct error *verdict,
                                struct error *error) {
    unsigned char differs = verdict->status != STATUS_OK;
    MPI_Bcast(&differs, 1, MPI_BYTE, 0, messenger->world);
    MPI_Bcast(verdict->message, sizeof verdict->message, MPI_BYTE, 0, messenger->world);
    return differs ? fail(error, STATUS_USAGE, "%s", verdict->message) : STATUS_OK;
}

static enum status exchange_cards(struct messenger *messenger, const struct options *options,
                                  struct error *error) {
    const unsigned ranks = messenger->standing.ranks;
    struct error verdict = {0};
    struct card own, *cards = NULL;
    write_card(options->command_line, &own);
    snprintf(messenger->standing.host, HOST_SIZE, "%.*s", HOST_SIZE - 1, own.host);
    if (messenger->standing.rank == 0)
        cards = calloc(ranks, sizeof *cards);
    if (messenger->standing.rank == 0 && cards == NULL)
        MPI_Abort(messenger->world, EXIT_FAILURE);
    MPI_Gather(&own, CARD_SIZE, MPI_BYTE, cards, CARD_SIZE, MPI_BYTE, 0, messenger->world);
    if (cards != NULL && !options->help && !options->version)
        verdict.status = launcher_agrees(ranks, messenger->standing.library, &verdict);
    if (cards != NULL && verdict.status == STATUS_OK)
        compare_cards(cards, ranks, &verdict);
    free(cards);
    return hear_verdict(messenger, &verdict, error);
}

// ---- where this rank stands on its machine

// Ranks that may use the same processors share them out among themselves: where MPI or the
// scheduler bound each to its own, every rank is the only sharer.
static void find_sharers(MPI_Comm machine, struct standing *standing) {
    cpu_set_t *all = calloc(standing->local_ranks, sizeof *all);
    CPU_ZERO(&standing->allowed);
    (void)sched_getaffinity(0, sizeof standing->allowed, &standing->allowed);
    standing->sharer = standing->local_rank;
    standing->sharers = standing->local_ranks;
    if (all == NULL)
        MPI_Abort(machine, EXIT_FAILURE);
    MPI_Allgather(&standing->allowed, sizeof *all, MPI_BYTE, all, sizeof *all, MPI_BYTE, machine);
    standing->sharer = standing->sharers = 0;
    for (unsigned i = 0; i < standing->local_ranks; i++) {
        const bool same = CPU_EQUAL(&all[i], &standing->allowed) != 0;
        standing->sharer += same && i < standing->local_rank;
        standing->sharers += same;
    }
    free(all);
}

static void find_place(struct messenger *messenger) {
    struct standing *standing = &messenger->standing;
    MPI_Comm machine;
    int local_rank, local_ranks, first;
    MPI_Comm_split_type(messenger->world, MPI_COMM_TYPE_SHARED, (int)standing->rank, MPI_INFO_NULL,
                        &machine);
    MPI_Comm_rank(machine, &local_rank);
    MPI_Comm_size(machine, &local_ranks);
    standing->local_rank = (unsigned)local_rank;
    standing->local_ranks = (unsigned)local_ranks;
    find_sharers(machine, standing);
    int nodes = local_rank == 0;
    MPI_Allreduce(MPI_IN_PLACE, &nodes, 1, MPI_INT, MPI_SUM, messenger->world);
    standing->nodes = (unsigned)nodes;
    first = (int)standing->rank; // the lowest of the machine
    MPI_Bcast(&first, 1, MPI_INT, 0, machine);
    standing->with_harness = first == 0;
    MPI_Comm_free(&machine);
}

static void name_library(struct standing *standing) {
    char library[MPI_MAX_LIBRARY_VERSION_STRING];
    int length;
    MPI_Get_library_version(library, &length);
    library[strcspn(library, ",\n")] = '\0';
    for (char *letter = library; *letter != '\0'; letter++)
        if (*letter == '\t')
            *letter = ' ';
    snprintf(standing->library, sizeof standing->library, "%.127s", library);
}

enum status greet(struct messenger *messenger, const struct options *options, struct error *error) {
    struct standing *standing = &messenger->standing;
    int rank, ranks;
    MPI_Comm_rank(messenger->world, &rank);
    MPI_Comm_size(messenger->world, &ranks);
    standing->rank = (unsigned)rank;
    standing->ranks = (unsigned)ranks;
    name_library(standing);
    TRY(exchange_cards(messenger, options, error));
    find_place(messenger);
    return STATUS_OK;
}
