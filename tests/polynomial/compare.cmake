# Fails unless PROGRAM prints TABLE, byte for byte.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE failed)
file(READ ${TABLE} table)
if(failed OR NOT printed STREQUAL table)
  message(FATAL_ERROR "${PROGRAM} (result ${failed}) does not print ${TABLE}, but:\n${printed}")
endif()
