#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Picture of a field on a grid, for a slide.
struct QuickLook {
    std::string title;
    std::string subtitle;
    std::string unit; ///< unit of the values, for the legend
    std::string source; ///< small text below the map
    const Grid& grid;
    /// By cell, rows in stored order; NaN for cells not to be drawn.
    std::span<const double> values;
    std::vector<const MultiPolygon*> outlines; ///< in longitude and latitude
};

/// Draws the map in the plane of the grid; longitudes are shortened by the cosine of the middle
/// latitude. Colours are on a logarithmic scale with a legend; cells of 0 or less are grey. The
/// outlines and a scale bar are added, and degrees on a grid in longitude and latitude. A pixel of
/// many cells shows their mean. Returns a PNG of at most 1600 x 1600 pixels. Throws InputError if
/// the picture cannot be made. Thread-safe.
std::string quick_look_png(const QuickLook& look);

} // namespace cityflux
