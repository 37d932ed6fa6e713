// Exported Studio flows, run as they are.

#include "studio.hpp"

SELAT_FLOW(studio::studio_flow)
