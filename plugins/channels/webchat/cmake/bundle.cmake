# cmake -DSOURCE=… -DNODE=… -DNPM=… -DOUTPUT=… -P bundle.cmake: the widget as one script, packed
# twice, and its texts. Says nothing unless something fails.
cmake_minimum_required(VERSION 3.25)

function(run what)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${SOURCE}
        OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${what}\n${said}")
    endif()
endfunction()

set(installed ${SOURCE}/node_modules/.package-lock.json)
if(NOT EXISTS ${installed} OR ${SOURCE}/package-lock.json IS_NEWER_THAN ${installed})
    # The packages in use come with their programs; none needs to run anything to be installed.
    run("The widget's packages could not be installed:"
        ${NPM} ci --ignore-scripts --no-audit --no-fund --no-progress)
    file(TOUCH ${installed})
endif()
run("The widget does not build:" ${NODE} build.mjs ${OUTPUT})
