# Run by cpack on the files that it is about to pack: what Debian's policy wants otherwise than
# `cmake --install` leaves it. Manual pages and changelogs are compressed, and the package has a
# changelog of its own.
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)
set(documents ${share}/doc/${CPACK_PACKAGE_NAME})
set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${documents}/changelog.Debian "${CPACK_PACKAGE_NAME} (${version}) stable; urgency=low

  * What changed in the program stands in changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
file(RENAME ${documents}/CHANGELOG.md ${documents}/changelog)
file(GLOB pages ${share}/man/man*/*)
execute_process(COMMAND gzip --best --no-name ${documents}/changelog ${documents}/changelog.Debian
                        ${pages}
                COMMAND_ERROR_IS_FATAL ANY)
