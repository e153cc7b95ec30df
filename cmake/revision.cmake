# Writes OUTPUT: what SOURCE is. Its git revision and that one's day; of an archive those that
# `git archive` wrote into cmake/archived.txt; else "unknown" and the day CHANGELOG.md was last changed.
# And a digest of what is compiled, which tells builds apart whose revision can't.
cmake_minimum_required(VERSION 3.25)

# git(VARIABLE arguments…): its answer, "" where it has none. Variables that a hook of git's sets mean
# another repository.
function(git variable)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env --unset=GIT_DIR --unset=GIT_WORK_TREE
                          git -C ${SOURCE} ${ARGN}
                  OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
                  RESULT_VARIABLE failed)
  if(failed)
    set(answer "")
  endif()
  set(${variable} "${answer}" PARENT_SCOPE)
endfunction()

# A tree that lies within another repository is none of its revisions.
set(revision "")
git(top rev-parse --show-toplevel)
file(REAL_PATH "${SOURCE}" here)
if(top STREQUAL here)
  git(revision describe --always --dirty --abbrev=12 --exclude=*)
  git(date log -1 --format=%cs)
else()
  file(STRINGS ${SOURCE}/cmake/archived.txt archived REGEX "^[0-9a-f]+ [0-9]+-[0-9]+-[0-9]+$")
  if(archived)
    string(REGEX REPLACE "^(............).* (.*)$" "\\1;\\2" archived "${archived}")
    list(GET archived 0 revision)
    list(GET archived 1 date)
  endif()
endif()
if(revision STREQUAL "")
  set(revision unknown)
  file(TIMESTAMP ${SOURCE}/CHANGELOG.md date "%Y-%m-%d" UTC)
endif()

file(GLOB_RECURSE rooms LIST_DIRECTORIES false RELATIVE ${SOURCE} ${SOURCE}/host/*
     ${SOURCE}/device/* ${SOURCE}/opencl/*)
file(GLOB rules RELATIVE ${SOURCE} ${SOURCE}/CMakeLists.txt ${SOURCE}/cmake/*.cmake)
set(digests "")
foreach(file ${rooms} ${rules})
  file(SHA256 ${SOURCE}/${file} digest)
  string(APPEND digests "${digest} ${file}\n")
endforeach()
string(SHA256 sources "${digests}")
string(SUBSTRING ${sources} 0 12 sources)

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
     "#define BUILD_REVISION \"@revision@\"\n#define BUILD_DATE \"@date@\"\n#define BUILD_SOURCES \"@sources@\"\n")
