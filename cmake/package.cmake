# What `cmake --install` adds to the program, and the Debian package (scripts/package makes it).
# Names of what is linked come from dpkg-shlibdeps; vendor libraries are opened at run time, so they
# are only suggested, as are the programs that some reports and backends call.
include(GNUInstallDirs)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_BINARY_DIR}/generated/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES schema/gpubench-1.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/gpubench)

# The licence as Debian's machine-readable format (DEP-5) wants it.
file(STRINGS LICENSE lines)
list(FILTER lines INCLUDE REGEX "^Copyright")
list(GET lines 0 holder)
string(REPLACE "Copyright (c) " "" holder "${holder}")
file(READ LICENSE text)
string(REGEX REPLACE "^.*Copyright[^\n]*\n+" "" text "${text}")
string(STRIP "${text}" text)
string(REPLACE "\n\n" "\n.\n" text "${text}")
string(REPLACE "\n" "\n " text "${text}")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/copyright CONTENT
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: gpubench

Files: *
Copyright: @holder@
License: Expat
 @text@
" @ONLY)

set(PACKAGE_MAINTAINER "the gpubench authors" CACHE STRING
    "Who makes the Debian package and answers for it: Name <address>")
set(CPACK_PACKAGE_CONTACT ${PACKAGE_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compare ways to make random numbers on CPUs and GPUs")
set(CPACK_PACKAGE_DESCRIPTION "The same list of random numbers is made on every backend (threads,
processes, cuRAND, OpenCL, CUDA, Python), the lists are proved to be the same
bit for bit, and every backend is timed the same way.
.
Libraries of OpenCL and CUDA are looked for when gpubench starts; its command
list says which backends are ready, and what the others lack.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# gpubench-mpi stays out: it needs the MPI that it was built with, which not every user has.
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};${PROJECT_NAME};Unspecified;/")
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "ocl-icd-libopencl1, pocl-opencl-icd | opencl-icd, libcuda1, \
libcurand10, libnvidia-ml1, python3, gnuplot-nox")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/debian_files.cmake)
include(CPack)
