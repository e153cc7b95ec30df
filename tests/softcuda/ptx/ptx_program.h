// The internal form of kernels: what ptx_load.c and ptx_decode.c make and ptx_run.c executes.
//
// A register is a row of 32 lanes, and so is everything else that an instruction reads: constants,
// special registers and addresses of variables get rows of their own that are filled before a warp
// starts. A predicate is the mask of its lanes in the row's first word.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_PTX_PROGRAM_H
#define SOFTCUDA_PTX_PROGRAM_H

#include "ptx.h"

typedef union {
    uint64_t u;
    int64_t s;
    double d;
    uint32_t w;
    int32_t i;
    int16_t h;
    uint16_t half;
    float f;
} lane;

// All 32 lanes at once; whoever calls keeps those that are active. out overlaps no input.
typedef void compute(lane *restrict out, const lane *const in[4]);

// An operation of arithmetic under all its names ("add.u32 add.s32").
struct operation {
    const char *names;
    compute *run;
    int inputs;
};

// The operation of that name, NULL: none.
const struct operation *ptx_arithmetic(const char *name);
const struct operation *ptx_conversion(const char *name);
const struct operation *ptx_comparison(const char *name); // out is 0 or 1

enum kind {
    ARITHMETIC,
    COMPARE,       // setp, with a second predicate where combine isn't NONE
    PREDICATE_AND, // of predicates, as masks
    PREDICATE_OR,
    PREDICATE_XOR,
    PREDICATE_NOT,
    PREDICATE_MOVE,
    SELECT,
    PACK,   // mov.b64 d, {low, high}
    UNPACK, // mov.b64 {low, high}, a
    LOAD,
    STORE,
    SHUFFLE,
    VOTE,
    WARP_BARRIER,
    ACTIVE_MASK,
    BARRIER,
    BRANCH,
    EXIT,
    NOTHING,
};

enum combine { COMBINE_NONE, COMBINE_AND, COMBINE_OR, COMBINE_XOR };
enum space { SPACE_PARAMETER, SPACE_GLOBAL, SPACE_SHARED, SPACE_GENERIC };
enum shuffle { SHUFFLE_UP, SHUFFLE_DOWN, SHUFFLE_BUTTERFLY, SHUFFLE_INDEX };
enum vote { VOTE_ALL, VOTE_ANY, VOTE_UNIFORM, VOTE_BALLOT };

// Shared memory seen through generic addresses.
#define SHARED_WINDOW (UINT64_C(1) << 56)

enum { OPERANDS_MAX = 8, ZERO_ROW = 0 };

struct instruction {
    enum kind kind;
    int guard; // row of the predicate that decides; -1: none
    bool guard_negated;
    compute *run;
    int to[OPERANDS_MAX], from[OPERANDS_MAX]; // rows; loads and stores: a vector's values
    int to_count, from_count;
    bool in_place; // arithmetic whose result overwrites none of its own inputs
    int second;    // row of a shuffle's predicate; -1: not wanted
    int detail;    // enum combine, shuffle or vote
    // Loads and stores: from the row `address` plus `offset`.
    enum space space;
    int address, bytes; // of one value
    bool extend_sign;
    int64_t offset;
    int target; // of a branch: an instruction
    int line;   // in the text
};

enum special {
    TID_X,
    TID_Y,
    TID_Z,
    NTID_X,
    NTID_Y,
    NTID_Z,
    CTAID_X,
    CTAID_Y,
    CTAID_Z,
    NCTAID_X,
    NCTAID_Y,
    NCTAID_Z,
    LANEID,
    WARPID,
    NWARPID,
    LANEMASK_EQ,
    LANEMASK_LT,
    LANEMASK_LE,
    LANEMASK_GT,
    LANEMASK_GE,
    DYNAMIC_SHARED,
    SPECIAL_COUNT
};

// Rows that are filled before a warp starts.
struct constant {
    int row;
    uint64_t value;
};

struct family { // .reg .b32 %r<29>: rows first … first + count; one name: count 0
    char name[80];
    int first, count;
};

struct variable { // a parameter or shared memory, by its offset
    char name[128];
    size_t offset;
};

struct label {
    char name[80];
    int position;
};

struct kernel {
    char name[128];
    struct ptx_parameter *parameters;
    size_t parameter_count, parameter_bytes, shared_bytes;
    unsigned max_threads;
    int rows, registers;
    struct instruction *instructions;
    int instruction_count;
    struct constant *constants;
    int constant_count;
    int special_rows[SPECIAL_COUNT]; // -1: not used
    // Only while it is read.
    struct family *families;
    int family_count;
    struct variable *variables;
    int variable_count;
    struct label *labels;
    int label_count;
};

struct ptx_module {
    struct kernel *kernels;
    int kernel_count;
    int version, target;
    char dynamic_shared[128]; // the name of `.extern .shared … NAME[]`
};

// A text on its way: `message` takes the first complaint.
struct text {
    const char *next, *end;
    int line;
    char *message;
};

// Writes the first complaint with the line, returns false.
__attribute__((format(printf, 2, 3))) bool ptx_complain(struct text *text, const char *format, ...);

// The next statement, up to `;` (dropped), `{`, `}` or a label's `:` (its last character): blanks
// are single, comments gone. False at the end.
bool ptx_statement(struct text *text, char *statement, size_t size);

// One statement of a kernel's body that isn't a declaration.
bool ptx_decode(struct text *text, struct kernel *kernel, char *statement);

// The row that holds an operand: a register, a number, a special register or a variable's place;
// -1 after a complaint.
int ptx_operand_row(struct text *text, struct kernel *kernel, const char *name);

// Takes the next operand off the list: "%r1", "{%r1, %r2}" or "[%rd1+8]". NULL: no more.
char *ptx_next_operand(char **list);

// The rows of "%r1" or "{%r1, %r2}".
bool ptx_operand_rows(struct text *text, struct kernel *kernel, char *operand,
                      int rows[OPERANDS_MAX], int *count);

// Room for one more at the end of a growing array (of elements of `size` bytes, at `*array`).
void *ptx_append(void **array, int *count, size_t size);

struct warp {
    const struct kernel *kernel;
    const struct ptx_launch *launch;
    unsigned char *shared;
    size_t shared_bytes;
    lane (*rows)[PTX_LANES];
    int position[PTX_LANES];
    uint32_t live;       // lanes that have not returned
    uint32_t waiting;    // at an instruction of the whole warp
    uint32_t at_barrier; // of the block
    uint64_t fault_address;
    int fault_lane;
};

// Everything but control flow, for the lanes of mask.
enum ptx_status ptx_execute(struct warp *warp, const struct instruction *one, uint32_t mask);
enum ptx_status ptx_load_or_store(struct warp *warp, const struct instruction *one, uint32_t mask);
void ptx_shuffle(struct warp *warp, const struct instruction *one, uint32_t mask);
void ptx_vote(struct warp *warp, const struct instruction *one, uint32_t mask);

#endif
