# selat_add_plugin(NAME KIND channel|flow|strategy|bot SOURCES … [MANIFEST manifest.json] [LINKS …])
# makes NAME.so as the host demands it: one exported symbol, the manifest inside as a note, nothing
# left to resolve lazily.
function(selat_add_plugin NAME)
    cmake_parse_arguments(ARG "" "KIND;MANIFEST" "SOURCES;LINKS" ${ARGN})
    if(NOT CMAKE_C_COMPILER_LOADED)  # the note would be left out without a word
        message(FATAL_ERROR "selat_add_plugin needs C for the manifest's note: project(… LANGUAGES C CXX)")
    endif()
    if(NOT ARG_MANIFEST)
        set(ARG_MANIFEST manifest.json)
    endif()
    get_filename_component(manifest ${ARG_MANIFEST} ABSOLUTE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manifest})
    file(READ ${manifest} manifest_text)
    string(JSON manifest_kind ERROR_VARIABLE manifest_error GET "${manifest_text}" kind)
    if(manifest_error)
        message(FATAL_ERROR "${manifest}: ${manifest_error}")
    endif()
    if(ARG_KIND AND NOT ARG_KIND STREQUAL manifest_kind)
        message(FATAL_ERROR "${manifest}: kind is ${manifest_kind}, selat_add_plugin says ${ARG_KIND}")
    endif()
    string(JSON manifest_name GET "${manifest_text}" name)
    if(NOT manifest_name STREQUAL NAME)
        message(FATAL_ERROR "${manifest}: name is ${manifest_name}, selat_add_plugin says ${NAME}")
    endif()
    set(note ${CMAKE_CURRENT_BINARY_DIR}/${NAME}-note.c)
    set(SELAT_MANIFEST_FILE ${manifest})
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/note.c.in ${note} @ONLY)
    set_source_files_properties(${note} PROPERTIES OBJECT_DEPENDS ${manifest})

    add_library(${NAME} MODULE ${ARG_SOURCES} ${note})
    target_link_libraries(${NAME} PRIVATE Selat::SDK ${ARG_LINKS})
    set_target_properties(${NAME} PROPERTIES
        PREFIX "" NO_SONAME ON
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON
        LINK_DEPENDS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map)
    if(SELAT_PLUGIN_OUTPUT_DIRECTORY)
        set_target_properties(${NAME} PROPERTIES
            LIBRARY_OUTPUT_DIRECTORY ${SELAT_PLUGIN_OUTPUT_DIRECTORY})
    endif()
    target_compile_options(${NAME} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    target_link_options(${NAME} PRIVATE
        LINKER:--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map
        LINKER:--exclude-libs,ALL LINKER:-z,now LINKER:-z,relro LINKER:-z,noexecstack
        LINKER:--build-id)
    if(NOT SELAT_SANITIZE)  # sanitized plugins take the runtime from the program
        target_link_options(${NAME} PRIVATE LINKER:-z,defs)
    endif()
endfunction()
