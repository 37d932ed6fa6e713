# cmake -DOUTPUT=… -DPARTS=a;b -P join.cmake: the widget's parts as one script in one scope, and the
# same compressed.
set(text "(() => {\n'use strict';\n")
foreach(part ${PARTS})
    file(READ ${part} part_text)
    string(APPEND text "${part_text}\n")
endforeach()
string(APPEND text "})();\n")
file(WRITE ${OUTPUT} "${text}")
file(ARCHIVE_CREATE OUTPUT ${OUTPUT}.gz PATHS ${OUTPUT} FORMAT raw COMPRESSION GZip
    MTIME "2020-01-01")
