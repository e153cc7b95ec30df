# Files made from facts of the build: the table of backends from the one list, and the revision.
set(generated ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})

set(table "")
foreach(name ${BACKENDS})
  string(APPEND table "BACKEND(${name})\n")
endforeach()
file(CONFIGURE OUTPUT ${generated}/backend_list.inc CONTENT "${table}" @ONLY)

# The revision is asked for at every build, and the header rewritten only where it changed.
add_custom_target(revision
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DOUTPUT=${generated}/revision.h
          -P ${CMAKE_SOURCE_DIR}/cmake/revision.cmake
  BYPRODUCTS ${generated}/revision.h VERBATIM)
add_dependencies(room_platform revision)

string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
string(JOIN " " flags ${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}} "-std=c17 -ffp-contract=off")
if(SANITIZE)
  string(APPEND flags " -fsanitize=${SANITIZE}")
endif()
file(CONFIGURE OUTPUT ${generated}/build_facts.h CONTENT [[
#define BUILD_VERSION "@PROJECT_VERSION@"
#define BUILD_COMPILER "@CMAKE_C_COMPILER_ID@ @CMAKE_C_COMPILER_VERSION@"
#define BUILD_FLAGS "@flags@"
#define BUILD_TYPE "@CMAKE_BUILD_TYPE@"
#define BUILD_TARGET "@CMAKE_SYSTEM_PROCESSOR@-@CMAKE_SYSTEM_NAME@"
]] @ONLY)
