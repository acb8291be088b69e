#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// A field of a grid as a picture for a slide.
struct QuickLook {
    std::string title;
    std::string subtitle;
    std::string unit; ///< of the values, for the legend
    std::string source; ///< small, below the map
    const Grid& grid;
    std::span<const double> values; ///< by cell, rows in stored order; NaN where nothing is to be drawn
    std::vector<const MultiPolygon*> outlines; ///< in longitude and latitude
};

/// Draws the map in the plane of the grid (longitudes shortened to the middle latitude), with colours on a logarithmic scale
/// and its legend, the outlines, degrees or a scale bar; cells of 0 or less are grey. A pixel of many cells shows their mean.
/// Returns a PNG of at most 1600 x 1600 pixels. Throws InputError where the picture cannot be made. Safe from several threads.
std::string quick_look_png(const QuickLook& look);

} // namespace cityflux
