// Sweeps and scales for programs: every point's whole report, and what follows from them.
// SPDX-License-Identifier: MIT
#include "report/data/json_report.h"
#include "report/data/json_values.h"
#include "report/data/read.h"
#include "study/break_even.h"
#include "study/scaling.h"

static json_t *skipped_value(const struct point *point) {
    return point->skipped[0] ? json_text(point->skipped) : json_null();
}

static json_t *point_object(const struct point *point) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o}",                        //
                     "size", json_count(point->size),                    //
                     "workers", json_count(point->workers),              //
                     "scaling", json_text(scaling_name(point->scaling)), //
                     "skipped", skipped_value(point),                    //
                     "report", point->measured ? json_report(&point->results) : json_null());
}

static json_t *points_array(const struct study *study) {
    json_t *array = json_array();
    for (size_t i = 0; i < study->point_count; i++)
        array = json_appended(array, point_object(&study->points[i]));
    return array;
}

static json_t *between_value(const struct study *study) {
    return study->between[0][0]
               ? json_pack("[o, o]", json_text(study->between[0]), json_text(study->between[1]))
               : json_null();
}

// ---- what follows

// An estimate as an object, null where it is absent.
static json_t *estimate_object(const struct estimate *estimate) {
    return estimate->present ? json_pack("{s:o, s:o}", "value", json_number(estimate->value),
                                         "ci95", json_interval(estimate))
                             : json_null();
}

// The end that is open has no number.
static json_t *size_interval(const struct break_even *found) {
    return json_pack("[o, o]", found->low > 0 ? json_number(found->low) : json_null(),
                     json_number(found->high));
}

static json_t *break_even_object(const struct break_even *found) {
    const bool at = found->kind == BREAK_EVEN_AT;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",                                 //
                     "row", json_text(found->row),                                     //
                     "against", found->base[0] ? json_text(found->base) : json_null(), //
                     "place", json_text(place_name(found->place)),                     //
                     "kind", json_text(break_even_name(found->kind)),                  //
                     "size", at ? json_number(found->value) : json_null(),             //
                     "size_ci95", at ? size_interval(found) : json_null());
}

static json_t *break_even_array(const struct study *study) {
    struct break_evens found;
    struct error error;
    if (break_evens_of(study, &found, &error) != STATUS_OK)
        return NULL;
    json_t *array = json_array();
    for (size_t i = 0; i < found.count; i++)
        array = json_appended(array, break_even_object(&found.items[i]));
    break_evens_free(&found);
    return array;
}

static json_t *scaled_object(const struct scaled *point) {
    return json_pack("{s:o, s:o, s:o, s:o}", "workers", json_count(point->workers), //
                     "speedup", estimate_object(&point->speedup),                   //
                     "efficiency", estimate_object(&point->efficiency),             //
                     "serial_fraction", estimate_object(&point->serial_fraction));
}

static json_t *law_object(const struct scaling_law *law) {
    json_t *points = json_array();
    for (size_t i = 0; i < law->count; i++)
        points = json_appended(points, scaled_object(&law->points[i]));
    return json_pack("{s:o, s:o, s:o, s:o}", "row", json_text(law->row),                    //
                     "scaling", json_text(scaling_name(law->scaling)),                      //
                     "ceiling_workers",                                                     //
                     law->ceiling_workers ? json_count(law->ceiling_workers) : json_null(), //
                     "points", points);
}

static json_t *law_array(const struct study *study) {
    struct scaling_laws laws;
    struct error error;
    if (scaling_laws_of(study, &laws, &error) != STATUS_OK)
        return NULL;
    json_t *array = json_array();
    for (size_t i = 0; i < laws.count; i++)
        array = json_appended(array, law_object(&laws.items[i]));
    scaling_laws_free(&laws);
    return array;
}

json_t *json_study(const struct study *study) {
    const bool sweep = study->kind == STUDY_SWEEP;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",                 //
                     "schema_version", json_integer(REPORT_SCHEMA_VERSION), //
                     "kind", json_text(study_kind_name(study->kind)),       //
                     "interrupted", json_boolean(study->interrupted),       //
                     "elapsed_s", json_number(study->elapsed_s),            //
                     "between", between_value(study),                       //
                     sweep ? "break_evens" : "scaling_laws",                //
                     sweep ? break_even_array(study) : law_array(study),    //
                     "points", points_array(study));
}
