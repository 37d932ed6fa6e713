#include <selat/abi/note.h>

SELAT_MANIFEST(
    "{\"manifest\":1,\"name\":\"exports-too-much\",\"version\":\"1.0.0\",\"kind\":\"channel\","
    "\"sdk\":\">=1.0 <2\"}");
