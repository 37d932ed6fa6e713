# cmake -DSOURCE=… -DWORK=… -DNPM=… -DOUTPUT=… -P build.cmake: builds the pages into WORK/dist and
# writes OUTPUT, which takes them into the program. Says nothing unless something fails.
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
    run("The desktop's packages could not be installed:"
        ${NPM} ci --ignore-scripts --no-audit --no-fund --no-progress)
    file(TOUCH ${installed})
endif()

# The build types every call by host/api/openapi.json as it is now.
set(ENV{SELAT_DESKTOP_OUT} ${WORK}/dist)
run("The desktop does not build:" ${NPM} run --silent build)

set(types_html "text/html; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_svg "image/svg+xml")
set(types_woff2 "font/woff2")
file(GLOB_RECURSE names RELATIVE ${WORK}/dist ${WORK}/dist/*)
list(FILTER names EXCLUDE REGEX "\\.gz$")
list(SORT names)
set(assembly "")
set(symbols "")
set(rows "")
set(count 0)
macro(embed symbol file)
    string(APPEND assembly ".local ${symbol}\n.local ${symbol}_end\n${symbol}:\n.incbin \"${file}\"\n${symbol}_end:\n")
    string(APPEND symbols "__attribute__((visibility(\"hidden\"))) extern const char ${symbol}[];\n"
        "__attribute__((visibility(\"hidden\"))) extern const char ${symbol}_end[];\n")
endmacro()
foreach(name ${names})
    set(path ${WORK}/dist/${name})
    string(REGEX REPLACE "^.*\\." "" ending ${name})
    if(NOT DEFINED types_${ending})
        message(FATAL_ERROR "host/desktop/cmake/build.cmake knows no content type for ${name}")
    endif()
    file(SHA256 ${path} tag)
    string(SUBSTRING ${tag} 0 32 tag)
    set(symbol selat_desktop_${count})
    embed(${symbol} ${path})
    set(packed "{}")
    if(NOT ending STREQUAL "woff2")
        file(ARCHIVE_CREATE OUTPUT ${path}.gz PATHS ${path} FORMAT raw COMPRESSION GZip COMPRESSION_LEVEL 9
            MTIME "2020-01-01")
        embed(${symbol}_packed ${path}.gz)
        set(packed "{${symbol}_packed, ${symbol}_packed_end}")
    endif()
    set(immutable false)
    if(name MATCHES "^assets/")
        set(immutable true)
    endif()
    string(APPEND rows "        file{\"${name}\", \"${types_${ending}}\", \"${tag}\",\n"
        "             {${symbol}, ${symbol}_end}, ${packed}, ${immutable}},\n")
    math(EXPR count "${count} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Made by host/desktop/cmake/build.cmake.
#include <array>

#include \"host/desktop/desktop.hpp\"

__asm__(R\"(
.pushsection .rodata
${assembly}.popsection
)\");

extern \"C\" {
${symbols}}

namespace selat::desktop {

std::span<const file> files() {
    static const std::array all{
${rows}    };
    return all;
}

}  // namespace selat::desktop
")
