#include <selat/abi/note.h>

SELAT_MANIFEST(
    "{\"manifest\":1,\"name\":\"wrong-manifest\",\"version\":\"1.0.0\",\"kind\":\"telepathy\","
    "\"sdk\":\">=1.0 <2\"}");
