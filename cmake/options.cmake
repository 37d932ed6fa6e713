# Compiler and linker options of everything here, in one interface target: selat_options.

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(selat_options INTERFACE)
target_compile_options(selat_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Werror -fvisibility=hidden -fno-omit-frame-pointer
    -pthread  # everywhere or nowhere: precompiled headers are shared
    $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique -Wno-maybe-uninitialized -Wno-missing-field-initializers>
    $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-designated-field-initializers>)
target_include_directories(selat_options INTERFACE ${PROJECT_SOURCE_DIR})

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    find_program(LLD NAMES ld.lld-19 ld.lld)
    if(LLD)
        target_link_options(selat_options INTERFACE -fuse-ld=${LLD})
    endif()
endif()

if(SELAT_SANITIZE)
    target_compile_options(selat_options INTERFACE -fsanitize=${SELAT_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(selat_options INTERFACE -fsanitize=${SELAT_SANITIZE})
endif()

if(SELAT_BUILD_FUZZ)  # everything tells the fuzzers what it went through
    target_compile_options(selat_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A folder of the host: a static library that links what the house allows and nothing else.
function(selat_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(selat_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(selat_${name} PUBLIC selat_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()
