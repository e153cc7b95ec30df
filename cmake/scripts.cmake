# The text of the script that the python backends run, embedded in room backends.
set(script ${CMAKE_SOURCE_DIR}/host/backends/python/experiment.py)
set(script_text ${generated}/python_experiment_text.c)
add_custom_command(OUTPUT ${script_text}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DFILE=host/backends/python/experiment.py
          -DNAME=python_experiment_text -DOUTPUT=${script_text}
          -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${script} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
target_sources(room_backends PRIVATE ${script_text})
