# What `plugin new` writes becomes part of the program: templates.cpp, anew when a template changes.
file(GLOB_RECURSE files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/templates CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/templates/*.in)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/templates/${file})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} text)
    string(APPEND entries "    {R\"in(${file})in\", R\"in(${text})in\"},\n")
endforeach()
set(templates ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp)
set(source "#include \"host/cli/new_project.hpp\"

namespace selat::cli {

std::span<const project_template> project_templates() {
    static constexpr project_template all[] = {
${entries}    };
    return all;
}

}  // namespace selat::cli
")
set(before "")
if(EXISTS ${templates})
    file(READ ${templates} before)
endif()
if(NOT source STREQUAL before)  # not file(GENERATE), which takes $<…> of the templates for its own
    file(WRITE ${templates} "${source}")
endif()
