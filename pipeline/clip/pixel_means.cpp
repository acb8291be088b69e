#include "pipeline/clip/pixel_means.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace cityflux {
namespace {

/// Returns the cells of an axis that meet an interval of the plane, from the
/// first to one past the last.
std::pair<std::size_t, std::size_t> cells_between(const Axis& axis, double low, double high)
{
    const bool ascending = axis.step() > 0.0;
    const auto cell_at = [&](double position) {
        std::size_t from = 0;
        std::size_t to = axis.count();
        while (from < to) { // finds the first cell that ends beyond `position`
            const std::size_t middle = (from + to) / 2;
            const bool before
                = ascending ? axis.edge(middle + 1) <= position : axis.edge(middle + 1) >= position;
            (before ? from : to) = before ? middle + 1 : middle;
        }
        return std::min(from, axis.count() - 1);
    };
    const std::size_t a = cell_at(ascending ? low : high);
    const std::size_t b = cell_at(ascending ? high : low);
    return { a, std::max(a, b) + 1 };
}

/// Returns the cells that each pixel of a line shows. `plane` gives the coordinate in the plane of
/// a position in pixels.
std::vector<std::pair<std::size_t, std::size_t>> cells_of_pixels(
    const Axis& axis, std::size_t pixels, const std::function<double(double)>& plane)
{
    const double narrowest = axis.narrowest();
    std::vector<std::pair<std::size_t, std::size_t>> cells;
    for (std::size_t p = 0; p < pixels; ++p) {
        const double one = plane(static_cast<double>(p));
        const double other = plane(static_cast<double>(p) + 1.0);
        if (std::abs(other - one) > narrowest) {
            cells.push_back(cells_between(axis, std::min(one, other), std::max(one, other)));
        } else {
            const double middle = 0.5 * (one + other);
            cells.push_back(cells_between(axis, middle, middle));
        }
    }
    return cells;
}

} // namespace

PixelMeans::PixelMeans(const MapFrame& frame, std::span<const double> values)
    : values_(values)
    , grid_columns_(frame.grid().columns())
{
    const PageRectangle& map = frame.map();
    const auto width = static_cast<std::size_t>(std::lround(map.width));
    const auto height = static_cast<std::size_t>(std::lround(map.height));
    columns_ = cells_of_pixels(frame.grid().x, width, [&](double p) {
        return frame.plane_x(map.x + p * map.width / static_cast<double>(width));
    });
    rows_ = cells_of_pixels(frame.grid().y, height, [&](double p) {
        return frame.plane_y(map.y + p * map.height / static_cast<double>(height));
    });
}

double PixelMeans::mean(std::size_t x, std::size_t y) const
{
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t r = rows_[y].first; r < rows_[y].second; ++r) {
        for (std::size_t c = columns_[x].first; c < columns_[x].second; ++c) {
            const double value = values_[r * grid_columns_ + c];
            if (!std::isnan(value)) {
                sum += value;
                ++count;
            }
        }
    }
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

} // namespace cityflux
