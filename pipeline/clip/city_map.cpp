#include "pipeline/clip/city_map.h"

#include "boundaries/coverage/coverage_window.h"
#include "grids/geometry/cell_areas.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cityflux {
namespace {

/// Returns the whole turns, in degrees, that bring a longitude into -180..180.
double turns_to_usual(double longitude)
{
    return -360.0 * std::floor((longitude + 180.0) / 360.0 + 1e-9);
}

/// Returns true if a point lies in a city whose longitudes may differ by whole turns.
bool lies_in(const City& city, const std::vector<Box>& boxes, Point place)
{
    for (const double shift : { 0.0, -360.0, 360.0 }) {
        const Point p { place.x + shift, place.y };
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const Box& box = boxes[i];
            if (p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y
                && contains(city.shape[i], p)) {
                return true;
            }
        }
    }
    return false;
}

/// Returns true if two axes have the same edges, to a millionth of a cell.
bool have_same_cells(const Axis& one, const Axis& other)
{
    const double tolerance = 1e-6 * one.narrowest();
    const std::size_t count = one.count();
    const std::size_t step = one.is_even() && other.is_even() ? count : 1;
    for (std::size_t i = 0; i <= count && count == other.count(); i += step) {
        if (!(std::abs(one.edge(i) - other.edge(i)) <= tolerance)) {
            return false;
        }
    }
    return count == other.count();
}

} // namespace

bool same_cells(const Grid& a, const Grid& b)
{
    return a.crs == b.crs && have_same_cells(a.x, b.x) && have_same_cells(a.y, b.y);
}

CityCells::CityCells(const Grid& grid, const CityCoverage& coverage)
    : cells_(coverage.cells)
    , columns_of_grid_(grid.columns())
{
    find_segments(coverage);
    if (count_ > 0) {
        find_window(coverage, grid);
    }
}

void CityCells::find_segments(const CityCoverage& coverage)
{
    std::vector<Segment> all;
    all.reserve(coverage.runs.size() + coverage.cells.size());
    for (const CoveredRun& run : coverage.runs) {
        all.push_back({ run.row, run.column, run.length, 0 });
    }
    for (const CoveredCell& cell : coverage.cells) {
        all.push_back({ cell.row, cell.column, 1, 0 });
    }
    std::sort(all.begin(), all.end(), [](const Segment& a, const Segment& b) {
        return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    for (const Segment& segment : all) {
        if (!segments_.empty() && segments_.back().row == segment.row
            && segments_.back().column + segments_.back().length == segment.column) {
            segments_.back().length += segment.length;
        } else {
            segments_.push_back({ segment.row, segment.column, segment.length, count_ });
        }
        count_ += segment.length;
    }
    segments_.shrink_to_fit();
}

void CityCells::find_window(const CityCoverage& coverage, const Grid& grid)
{
    const CellWindow window = window_around(coverage, grid);
    first_row_ = static_cast<std::uint32_t>(window.row);
    first_column_ = static_cast<std::uint32_t>(window.column);
    window_.crs = grid.crs;
    window_.y = grid.y.part(window.row, window.rows);
    window_.x = grid.x.part(window.column, window.columns);
    if (grid.geographic()) {
        const double shift = turns_to_usual(window_.x.low());
        if (shift != 0.0) {
            window_.x = grid.x.part(window.column, window.columns, shift);
        }
    }
}

CityCells CityCells::rows(std::size_t first, std::size_t count) const
{
    CityCells part;
    part.columns_of_grid_ = columns_of_grid_;
    part.first_row_ = first_row_ + static_cast<std::uint32_t>(first);
    part.first_column_ = first_column_;
    part.window_ = { window_.x, window_.y.part(first, count), window_.crs };
    const auto take = [&](const auto& from, auto& into) {
        const auto before = [](const auto& one, std::size_t row) { return one.row < row; };
        const auto begin = std::lower_bound(from.begin(), from.end(), part.first_row_, before);
        into.assign(begin, std::lower_bound(begin, from.end(), part.first_row_ + count, before));
    };
    take(cells_, part.cells_);
    take(segments_, part.segments_);
    for (Segment& segment : part.segments_) {
        segment.first = part.count_;
        part.count_ += segment.length;
    }
    return part;
}

std::size_t CityCells::count_before(std::size_t row) const
{
    const auto found = std::lower_bound(segments_.begin(), segments_.end(), first_row_ + row,
        [](const Segment& segment, std::size_t wanted) { return segment.row < wanted; });
    return found == segments_.end() ? count_ : found->first;
}

std::size_t CityCells::number_of(std::uint32_t row, std::uint32_t column) const
{
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), std::pair(row, column),
        [](const std::pair<std::uint32_t, std::uint32_t>& cell, const Segment& segment) {
            return cell.first != segment.row ? cell.first < segment.row
                                             : cell.second < segment.column;
        });
    const Segment& segment = *(after - 1);
    return segment.first + (column - segment.column);
}

std::vector<double> CityCells::shares(double CoveredCell::*share) const
{
    std::vector<double> values(count_, 1.0);
    for (const CoveredCell& cell : cells_) {
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
    for (const Segment& segment : segments_) {
        const std::size_t row = (segment.row - first_row_) * window_.columns();
        for (std::uint32_t i = 0; i < segment.length; ++i) {
            window[row + (segment.column + i + columns_of_grid_ - first_column_) % columns_of_grid_]
                = values[segment.first + i];
        }
    }
    return window;
}

CityMap city_map(const CityCells& cells)
{
    return city_map(cells.window(), 0, cells.window().rows(), cells.spread(cells.fractions(), 0.0));
}

CityMap city_map(
    const Grid& grid, std::size_t first, std::size_t count, std::vector<double> fraction)
{
    CityMap map { { grid.x, grid.y.part(first, count), grid.crs }, std::move(fraction), {} };
    // Cells in longitude and latitude have one area for each row. Other
    // cells are measured one by one.
    const std::size_t skipped = grid.geographic() ? first : 0;
    const CellAreas areas(grid.geographic() ? grid : map.grid, AreaConvention {});
    map.area_m2.reserve(map.grid.cells());
    for (std::size_t r = skipped; r < skipped + count; ++r) {
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
            const Point centre { grid.x.centre(places[i] % grid.columns()),
                grid.y.centre(places[i] / grid.columns()) };
            weights[i] = lies_in(city, boxes, projection.to_wgs84(centre)) ? 1.0 : 0.0;
        }
    }
    return weights;
}

} // namespace cityflux
