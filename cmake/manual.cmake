# The manual pages and the shells' completions, printed by the programs themselves, and where they
# belong. A cross-compiled program runs under CMAKE_CROSSCOMPILING_EMULATOR; without one they are
# left out.
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(STATUS "no manual page and no completions: gpubench can't be run here to print them")
  return()
endif()
include(GNUInstallDirs)

# zsh looks for those of packages in one folder, and for those installed by hand in another.
set(choose_zsh_folder [[
  set(zsh_folder site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(zsh_folder vendor-completions)
  endif()]])

# printed(PROGRAM COMPONENT): the build makes its page and completions in the folder `manual`.
set(manual ${CMAKE_BINARY_DIR}/manual)
file(MAKE_DIRECTORY ${manual})
function(printed program component)
  set(files "")
  install(CODE "${choose_zsh_folder}" COMPONENT ${component})
  foreach(line roff:${program}.1:${CMAKE_INSTALL_MANDIR}/man1
               bash:${program}:${CMAKE_INSTALL_DATADIR}/bash-completion/completions
               fish:${program}.fish:${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
               zsh:_${program}:${CMAKE_INSTALL_DATADIR}/zsh/\${zsh_folder})
    string(REPLACE ":" ";" words "${line}")
    list(GET words 0 format)
    list(GET words 1 file)
    list(GET words 2 folder)
    add_custom_command(OUTPUT ${manual}/${file}
                       COMMAND ${program} manual --format ${format} > ${manual}/${file}
                       DEPENDS ${program} VERBATIM)
    install(FILES ${manual}/${file} DESTINATION ${folder} COMPONENT ${component})
    list(APPEND files ${manual}/${file})
  endforeach()
  add_custom_target(manual_of_${program} ALL DEPENDS ${files})
endfunction()

printed(gpubench Unspecified)
if(TARGET gpubench-mpi)
  printed(gpubench-mpi mpi)
endif()
