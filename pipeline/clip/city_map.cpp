#include "pipeline/clip/city_map.h"

#include "grids/cell_areas.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cityflux {
namespace {

/// The columns of a window: from `first` on, perhaps beyond the last of the grid.
struct Columns {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// The shortest run of columns around a circle that has all those marked: it begins after the longest gap.
Columns around_circle(const std::vector<bool>& marked)
{
    const std::size_t n = marked.size();
    std::size_t longest = 0;
    std::size_t after_gap = 0;
    std::size_t gap = 0;
    for (std::size_t i = 0; i < 2 * n; ++i) {
        if (!marked[i % n]) {
            ++gap;
            continue;
        }
        if (gap > longest && gap < n) {
            longest = gap;
            after_gap = i % n;
        }
        gap = 0;
    }
    return { after_gap, n - longest };
}

/// Whole turns in degrees that bring a longitude into -180..180.
double turns_to_usual(double longitude)
{
    return -360.0 * std::floor((longitude + 180.0) / 360.0 + 1e-9);
}

/// Whether a place lies in a city whose longitudes may be off by whole turns.
bool lies_in(const City& city, const std::vector<Box>& boxes, Point place)
{
    for (const double shift : { 0.0, -360.0, 360.0 }) {
        const Point p { place.x + shift, place.y };
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const Box& box = boxes[i];
            if (p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y
                && contains(MultiPolygon { city.shape[i] }, p)) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

CityCells::CityCells(const Grid& grid, const CityCoverage& coverage)
    : coverage_(coverage)
    , columns_of_grid_(grid.columns())
{
    find_segments();
    if (count_ > 0) {
        find_window(grid);
    }
}

void CityCells::find_segments()
{
    segments_.reserve(coverage_.runs.size() + coverage_.cells.size());
    for (const CoveredRun& run : coverage_.runs) {
        segments_.push_back({ run.row, run.column, run.length, 0 });
    }
    for (const CoveredCell& cell : coverage_.cells) {
        segments_.push_back({ cell.row, cell.column, 1, 0 });
    }
    std::sort(segments_.begin(), segments_.end(),
        [](const Segment& a, const Segment& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
    std::vector<Segment> joined;
    for (const Segment& segment : segments_) {
        if (!joined.empty() && joined.back().row == segment.row
            && joined.back().column + joined.back().length == segment.column) {
            joined.back().length += segment.length;
        } else {
            joined.push_back({ segment.row, segment.column, segment.length, count_ });
        }
        count_ += segment.length;
    }
    joined.shrink_to_fit();
    segments_ = std::move(joined);
}

void CityCells::find_window(const Grid& grid)
{
    std::vector<bool> marked(grid.columns(), false);
    std::uint32_t last_row = 0;
    first_row_ = segments_.front().row;
    for (const Segment& segment : segments_) {
        last_row = segment.row;
        std::fill_n(marked.begin() + segment.column, segment.length, true);
    }
    Columns columns;
    if (grid.wraps()) {
        columns = around_circle(marked);
    } else {
        const auto first = std::find(marked.begin(), marked.end(), true);
        const auto last = std::find(marked.rbegin(), marked.rend(), true).base();
        columns = { static_cast<std::size_t>(first - marked.begin()), static_cast<std::size_t>(last - first) };
    }
    first_column_ = static_cast<std::uint32_t>(columns.first);
    window_.crs = grid.crs;
    window_.y = grid.y.part(first_row_, last_row - first_row_ + 1);
    window_.x = grid.x.part(columns.first, columns.count);
    if (grid.geographic()) {
        const double shift = turns_to_usual(window_.x.low());
        if (shift != 0.0) {
            window_.x = grid.x.part(columns.first, columns.count, shift);
        }
    }
}

std::size_t CityCells::number_of(std::uint32_t row, std::uint32_t column) const
{
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), std::pair(row, column),
        [](const std::pair<std::uint32_t, std::uint32_t>& cell, const Segment& segment) {
            return cell.first != segment.row ? cell.first < segment.row : cell.second < segment.column;
        });
    const Segment& segment = *(after - 1);
    return segment.first + (column - segment.column);
}

std::vector<double> CityCells::shares(double CoveredCell::*share) const
{
    std::vector<double> values(count_, 1.0);
    for (const CoveredCell& cell : coverage_.cells) {
        values[number_of(cell.row, cell.column)] = cell.*share;
    }
    return values;
}

std::vector<double> CityCells::fractions() const
{
    return shares(&CoveredCell::fraction);
}

std::vector<double> CityCells::weights() const
{
    return shares(&CoveredCell::weight);
}

std::vector<std::size_t> CityCells::places() const
{
    std::vector<std::size_t> places;
    places.reserve(count_);
    for (const Segment& segment : segments_) {
        for (std::uint32_t c = segment.column; c < segment.column + segment.length; ++c) {
            const std::size_t column = (c + columns_of_grid_ - first_column_) % columns_of_grid_;
            places.push_back((segment.row - first_row_) * window_.columns() + column);
        }
    }
    return places;
}

std::vector<double> CityCells::spread(std::span<const double> values, double elsewhere) const
{
    std::vector<double> window(window_.cells(), elsewhere);
    const std::vector<std::size_t> place = places();
    for (std::size_t i = 0; i < count_; ++i) {
        window[place[i]] = values[i];
    }
    return window;
}

CityMap city_map(const CityCells& cells)
{
    const Grid& grid = cells.window();
    CityMap map { grid, cells.spread(cells.fractions(), 0.0), {} };
    const CellAreas areas(grid, AreaConvention {});
    map.area_m2.reserve(grid.cells());
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        for (std::size_t c = 0; c < grid.columns(); ++c) {
            map.area_m2.push_back(areas.of(r, c));
        }
    }
    return map;
}

std::vector<double> mask_weights(const CityCells& cells, MapMask mask, const City& city)
{
    if (mask == MapMask::fraction) {
        return cells.weights();
    }
    if (mask == MapMask::touch) {
        return std::vector<double>(cells.count(), 1.0);
    }
    std::vector<double> weights = cells.fractions();
    const std::vector<std::size_t> places = cells.places();
    const Grid& grid = cells.window();
    const Projection projection(*grid.crs);
    std::vector<Box> boxes;
    for (const Polygon& part : city.shape) {
        boxes.push_back(bounding_box(part.outer));
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] < 1.0) {
            const Point centre { grid.x.centre(places[i] % grid.columns()), grid.y.centre(places[i] / grid.columns()) };
            weights[i] = lies_in(city, boxes, projection.to_wgs84(centre)) ? 1.0 : 0.0;
        }
    }
    return weights;
}

} // namespace cityflux
