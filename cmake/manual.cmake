# The manual page and the shells' completions, printed by the program itself, and where they belong.
# A cross-compiled program runs under CMAKE_CROSSCOMPILING_EMULATOR; without one they are left out.
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(STATUS "no manual page and no completions: gpubench can't be run here to print them")
  return()
endif()

# printed(FORMAT FILE): the build makes FILE in the folder `manual` of the build.
set(manual ${CMAKE_BINARY_DIR}/manual)
file(MAKE_DIRECTORY ${manual})
function(printed format file)
  add_custom_command(OUTPUT ${manual}/${file}
                     COMMAND gpubench manual --format ${format} > ${manual}/${file}
                     DEPENDS gpubench VERBATIM)
  set_property(GLOBAL APPEND PROPERTY PRINTED ${manual}/${file})
endfunction()
printed(roff gpubench.1)
printed(bash gpubench)
printed(zsh _gpubench)
printed(fish gpubench.fish)
get_property(all GLOBAL PROPERTY PRINTED)
add_custom_target(manual ALL DEPENDS ${all})

include(GNUInstallDirs)
install(FILES ${manual}/gpubench.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manual}/gpubench DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual}/gpubench.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# zsh looks for those of packages in one folder, and for those installed by hand in another.
install(CODE [[
  set(zsh_folder site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(zsh_folder vendor-completions)
  endif()]])
install(FILES ${manual}/_gpubench DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/\${zsh_folder})
