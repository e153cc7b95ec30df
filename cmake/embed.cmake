# Writes OUTPUT, a C file that defines `const char NAME[]`: the text of SOURCE/FILE with every
# #include "…" replaced by the file it names, and #line where the text changes files. So nothing is
# looked up on disk at run time, and a build log names real files and lines.
cmake_minimum_required(VERSION 3.25)

function(flatten file)
  file(READ ${SOURCE}/${file} rest)
  set(all "#line 1 \"${file}\"\n")
  set(line 1)
  while(rest MATCHES "\n#include \"([^\"\n]+)\"\n")
    set(included ${CMAKE_MATCH_1})
    set(directive "\n#include \"${included}\"\n")
    string(FIND "${rest}" "${directive}" start)
    string(LENGTH "${directive}" length)
    string(SUBSTRING "${rest}" 0 ${start} before)
    math(EXPR end "${start} + ${length}")
    string(SUBSTRING "${rest}" ${end} -1 rest)
    string(REGEX REPLACE "[^\n]" "" breaks "${before}${directive}")
    string(LENGTH "${breaks}" count)
    math(EXPR line "${line} + ${count}")
    flatten(${included})
    string(APPEND all "${before}\n${flat}#line ${line} \"${file}\"\n")
  endwhile()
  set(flat "${all}${rest}" PARENT_SCOPE)
endfunction()

flatten(${FILE})
file(WRITE ${OUTPUT}.text "${flat}")
file(READ ${OUTPUT}.text bytes HEX) # C compilers need not take strings of this length
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n"
       bytes "${bytes}")
file(WRITE ${OUTPUT} "// The text of ${FILE} and of what it includes.\n"
     "extern const char ${NAME}[];\nconst char ${NAME}[] = {\n${bytes}0x00};\n")
