# What `make install` lays down beside the program (host/cli) and the SDK (plugin-sdk).
install(DIRECTORY ${CMAKE_BINARY_DIR}/plugins/ DESTINATION lib/selat/plugins
    FILES_MATCHING PATTERN "*.so"
    PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/config/ DESTINATION share/selat)
