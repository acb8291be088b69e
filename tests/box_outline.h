#pragma once

#include "boundaries/outlines/city.h"
#include "boundaries/outlines/geometry.h"

#include <string>

namespace cityflux {

/// Corners of a box of longitude and latitude, counter-clockwise from the south-west.
inline Ring box_ring(const Box& box)
{
    return { { box.min_x, box.min_y }, { box.max_x, box.min_y }, { box.max_x, box.max_y },
        { box.min_x, box.max_y } };
}

/// City whose outline is a box; its name is its id.
inline City box_city(const Box& box, const std::string& id = "box")
{
    City city;
    city.id = id;
    city.name = id;
    city.shape = { { box_ring(box), {} } };
    return city;
}

} // namespace cityflux
