#include "pipeline/clip/quick_look.h"

#include "grids/text/error.h"
#include "pipeline/clip/colour_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>
#include <optional>

#include <cairo.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

namespace cityflux {
namespace {

constexpr double page_width = 1600.0;
constexpr double margin = 48.0;
constexpr double title_height = 116.0;
constexpr double footer_height = 64.0;
constexpr double legend_width = 210.0;
/// Room for the degrees next to the map (width) and below it (height).
constexpr double axis_width = 74.0;
constexpr double axis_height = 34.0;
constexpr double most_map_height = 1270.0;
constexpr double least_map_height = 420.0;
constexpr double earth_radius_km = 6371.0088;
constexpr const char* font = "DejaVu Sans, Noto Sans CJK SC, WenQuanYi Micro Hei, Sans";

struct Ink {
    double red;
    double green;
    double blue;
};

constexpr Ink text_ink { 0.13, 0.13, 0.16 };
constexpr Ink pale_ink { 0.42, 0.42, 0.46 };
constexpr Colour no_emission { 232, 232, 236 }; ///< colour of cells of 0 or less

struct Rectangle {
    double x;
    double y;
    double width;
    double height;
};

/// Transformation from the plane of the grid to the page.
class MapFrame {
public:
    MapFrame(const Grid& grid, const Rectangle& space)
    {
        west_ = grid.x.low();
        east_ = grid.x.high();
        south_ = grid.y.low();
        north_ = grid.y.high();
        const bool degrees = !grid.crs || grid.crs->kind != CrsKind::projected;
        const double shortening = degrees
            ? std::max(0.05, std::cos(0.5 * (south_ + north_) * std::numbers::pi / 180.0))
            : 1.0;
        const double width = (east_ - west_) * shortening;
        const double height = north_ - south_;
        const double scale = std::min(space.width / width, space.height / height);
        map_ = { space.x + 0.5 * (space.width - scale * width), space.y,
            std::max(1.0, scale * width), std::max(1.0, scale * height) };
    }

    const Rectangle& map() const { return map_; }
    double page_x(double x) const { return map_.x + (x - west_) / (east_ - west_) * map_.width; }
    double page_y(double y) const
    {
        return map_.y + (north_ - y) / (north_ - south_) * map_.height;
    }
    double plane_x(double page_x) const
    {
        return west_ + (page_x - map_.x) / map_.width * (east_ - west_);
    }
    double plane_y(double page_y) const
    {
        return north_ - (page_y - map_.y) / map_.height * (north_ - south_);
    }
    double west() const { return west_; }
    double east() const { return east_; }
    double south() const { return south_; }
    double north() const { return north_; }

private:
    double west_;
    double east_;
    double south_;
    double north_;
    Rectangle map_;
};

double map_height_of(const Grid& grid, double width)
{
    const MapFrame frame(grid, { 0.0, 0.0, width, most_map_height });
    return std::max(least_map_height, frame.map().height);
}

/// Returns the cells of an axis that meet an interval of the plane, from the
/// first to one past the last.
std::pair<std::size_t, std::size_t> cells_between(const Axis& axis, double low, double high)
{
    const bool ascending = axis.step() > 0.0;
    const auto cell_at = [&](double place) {
        std::size_t from = 0;
        std::size_t to = axis.count();
        while (from < to) { // finds the first cell that ends beyond `place`
            const std::size_t middle = (from + to) / 2;
            const bool before
                = ascending ? axis.edge(middle + 1) <= place : axis.edge(middle + 1) >= place;
            (before ? from : to) = before ? middle + 1 : middle;
        }
        return std::min(from, axis.count() - 1);
    };
    const std::size_t a = cell_at(ascending ? low : high);
    const std::size_t b = cell_at(ascending ? high : low);
    return { a, std::max(a, b) + 1 };
}

/// Returns the cells that each pixel of a line shows. If pixels are smaller than cells, it is the
/// cell at the middle of the pixel.
std::vector<std::pair<std::size_t, std::size_t>> cells_of_pixels(
    const Axis& axis, std::size_t pixels, const std::function<double(double)>& plane)
{
    std::vector<std::pair<std::size_t, std::size_t>> cells;
    for (std::size_t p = 0; p < pixels; ++p) {
        const double one = plane(static_cast<double>(p));
        const double other = plane(static_cast<double>(p) + 1.0);
        if (std::abs(other - one) > std::abs(axis.step())) {
            cells.push_back(cells_between(axis, std::min(one, other), std::max(one, other)));
        } else {
            const double middle = 0.5 * (one + other);
            cells.push_back(cells_between(axis, middle, middle));
        }
    }
    return cells;
}

/// Returns the mean of the values in a block of cells; NaN if there are none.
double mean_of(const QuickLook& look, std::pair<std::size_t, std::size_t> rows,
    std::pair<std::size_t, std::size_t> columns)
{
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t r = rows.first; r < rows.second; ++r) {
        for (std::size_t c = columns.first; c < columns.second; ++c) {
            const double value = look.values[r * look.grid.columns() + c];
            if (!std::isnan(value)) {
                sum += value;
                ++count;
            }
        }
    }
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

/// Returns `value` rounded up to two digits.
double two_digits(double value)
{
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
    return std::ceil(value / unit - 1e-9) * unit;
}

cairo_status_t take_bytes(void* closure, const unsigned char* data, unsigned int length)
{
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

class Page {
public:
    explicit Page(const QuickLook& look)
        : look_(look)
        , scale_(look.values)
        , map_height_(map_height_of(look.grid, map_space_width))
        , frame_(look.grid, { margin + axis_width, title_height, map_space_width, map_height_ })
        , surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(page_width),
                       static_cast<int>(title_height + map_height_ + axis_height + footer_height)),
              cairo_surface_destroy)
        , cairo_(cairo_create(surface_.get()), cairo_destroy)
    {
        check();
    }

    std::string png()
    {
        cairo_set_source_rgb(cairo_.get(), 1.0, 1.0, 1.0);
        cairo_paint(cairo_.get());
        cells();
        outlines();
        frame();
        scale_bar();
        legend();
        text(look_.title, margin, 24.0, 30.0, text_ink, page_width - 2.0 * margin);
        text(look_.subtitle, margin, 70.0, 19.0, pale_ink, page_width - 2.0 * margin);
        text(look_.source, margin, title_height + map_height_ + axis_height + 18.0, 14.0, pale_ink,
            page_width - 2.0 * margin);
        check();
        std::string bytes;
        if (cairo_surface_write_to_png_stream(surface_.get(), take_bytes, &bytes)
            != CAIRO_STATUS_SUCCESS) {
            throw InputError(fmt::format("the picture '{}' cannot be written as PNG", look_.title));
        }
        return bytes;
    }

private:
    static constexpr double map_space_width = page_width - 2.0 * margin - axis_width - legend_width;

    void check() const
    {
        const cairo_status_t status
            = cairo_ ? cairo_status(cairo_.get()) : cairo_surface_status(surface_.get());
        if (status != CAIRO_STATUS_SUCCESS) {
            throw InputError(fmt::format("the picture '{}' cannot be drawn: {}", look_.title,
                cairo_status_to_string(status)));
        }
    }

    void ink(const Ink& ink) { cairo_set_source_rgb(cairo_.get(), ink.red, ink.green, ink.blue); }

    /// Draws text from its upper left corner, or with its middle or end there, and an ellipsis
    /// beyond `width`. Returns its height.
    double text(const std::string& words, double x, double y, double size, const Ink& colour,
        double width, PangoAlignment alignment = PANGO_ALIGN_LEFT)
    {
        const std::unique_ptr<PangoLayout, decltype(&g_object_unref)> layout(
            pango_cairo_create_layout(cairo_.get()), g_object_unref);
        const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)>
            description(pango_font_description_from_string(font), pango_font_description_free);
        pango_font_description_set_absolute_size(description.get(), size * PANGO_SCALE);
        pango_layout_set_font_description(layout.get(), description.get());
        pango_layout_set_text(layout.get(), words.c_str(), static_cast<int>(words.size()));
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
        pango_layout_set_alignment(layout.get(), alignment);
        int text_width = 0;
        int text_height = 0;
        pango_layout_get_pixel_size(layout.get(), &text_width, &text_height);
        ink(colour);
        const double shift = alignment == PANGO_ALIGN_CENTER ? 0.5 * width
            : alignment == PANGO_ALIGN_RIGHT                 ? width
                                                             : 0.0;
        cairo_move_to(cairo_.get(), x - shift, y);
        pango_cairo_show_layout(cairo_.get(), layout.get());
        return text_height;
    }

    void cells()
    {
        const Rectangle& map = frame_.map();
        const auto width = static_cast<std::size_t>(std::lround(map.width));
        const auto height = static_cast<std::size_t>(std::lround(map.height));
        const auto columns = cells_of_pixels(look_.grid.x, width, [&](double p) {
            return frame_.plane_x(map.x + p * map.width / static_cast<double>(width));
        });
        const auto rows = cells_of_pixels(look_.grid.y, height, [&](double p) {
            return frame_.plane_y(map.y + p * map.height / static_cast<double>(height));
        });
        const int stride
            = cairo_format_stride_for_width(CAIRO_FORMAT_ARGB32, static_cast<int>(width));
        std::vector<unsigned char> pixels(static_cast<std::size_t>(stride) * height, 0);
        for (std::size_t y = 0; y < height; ++y) {
            auto* const line = reinterpret_cast<std::uint32_t*>(
                pixels.data() + y * static_cast<std::size_t>(stride));
            for (std::size_t x = 0; x < width; ++x) {
                const double value = mean_of(look_, rows[y], columns[x]);
                if (!std::isnan(value)) {
                    const Colour colour
                        = value > 0.0 ? sequential_colour(scale_.position_of(value)) : no_emission;
                    line[x] = 0xFF000000U | static_cast<std::uint32_t>(colour.red) << 16U
                        | static_cast<std::uint32_t>(colour.green) << 8U | colour.blue;
                }
            }
        }
        const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> image(
            cairo_image_surface_create_for_data(pixels.data(), CAIRO_FORMAT_ARGB32,
                static_cast<int>(width), static_cast<int>(height), stride),
            cairo_surface_destroy);
        cairo_save(cairo_.get());
        cairo_translate(cairo_.get(), map.x, map.y);
        cairo_scale(cairo_.get(), map.width / static_cast<double>(width),
            map.height / static_cast<double>(height));
        cairo_set_source_surface(cairo_.get(), image.get(), 0.0, 0.0);
        cairo_pattern_set_filter(cairo_get_source(cairo_.get()), CAIRO_FILTER_NEAREST);
        cairo_paint(cairo_.get());
        cairo_restore(cairo_.get());
    }

    /// Returns a point of an outline in the plane of the grid; std::nullopt if the
    /// projection is not defined there.
    std::optional<Point> in_plane(
        const Point& point, const std::optional<Projection>& projection) const
    {
        if (!projection) {
            const double turns
                = std::round((0.5 * (frame_.west() + frame_.east()) - point.x) / 360.0);
            return Point { point.x + 360.0 * turns, point.y };
        }
        try {
            return projection->to_plane(point);
        } catch (const InputError&) {
            return std::nullopt;
        }
    }

    void add_ring(const Ring& ring, const std::optional<Projection>& projection)
    {
        bool drawing = false;
        for (std::size_t i = 0; i <= ring.size(); ++i) {
            const auto at = in_plane(ring[i % ring.size()], projection);
            if (!at) {
                drawing = false;
                continue;
            }
            const double x = frame_.page_x(at->x);
            const double y = frame_.page_y(at->y);
            drawing ? cairo_line_to(cairo_.get(), x, y) : cairo_move_to(cairo_.get(), x, y);
            drawing = true;
        }
    }

    void outlines()
    {
        const Rectangle& map = frame_.map();
        std::optional<Projection> projection;
        if (look_.grid.crs && !look_.grid.crs->is_wgs84()) {
            projection.emplace(*look_.grid.crs);
        }
        cairo_save(cairo_.get());
        cairo_rectangle(cairo_.get(), map.x, map.y, map.width, map.height);
        cairo_clip(cairo_.get());
        cairo_set_line_join(cairo_.get(), CAIRO_LINE_JOIN_ROUND);
        for (const MultiPolygon* outline : look_.outlines) {
            for (const Polygon& part : *outline) {
                add_ring(part.outer, projection);
                for (const Ring& hole : part.holes) {
                    add_ring(hole, projection);
                }
            }
        }
        const bool many = look_.outlines.size() > 5;
        cairo_set_source_rgba(cairo_.get(), 1.0, 1.0, 1.0, 0.8);
        cairo_set_line_width(cairo_.get(), many ? 2.0 : 4.0);
        cairo_stroke_preserve(cairo_.get());
        ink(text_ink);
        cairo_set_line_width(cairo_.get(), many ? 0.8 : 1.6);
        cairo_stroke(cairo_.get());
        cairo_restore(cairo_.get());
    }

    /// Returns the smallest step of 1, 2 or 5 times a power of ten that divides `length`
    /// into at most `count` parts.
    static double round_step(double length, double count)
    {
        const double raw = length / count;
        const double power = std::pow(10.0, std::floor(std::log10(raw)));
        for (const double step : { 1.0, 2.0, 5.0 }) {
            if (step * power >= raw) {
                return step * power;
            }
        }
        return 10.0 * power;
    }

    static std::string degrees_text(double value, const char* positive, const char* negative)
    {
        double turned = value;
        if (*positive == 'E' && turned > 180.0) {
            turned -= 360.0;
        }
        const double shown = std::abs(turned) < 1e-9 ? 0.0 : std::abs(turned);
        return fmt::format("{:.6g}°{}", shown,
            shown == 0.0       ? ""
                : turned > 0.0 ? positive
                               : negative);
    }

    void frame()
    {
        const Rectangle& map = frame_.map();
        ink(pale_ink);
        cairo_set_line_width(cairo_.get(), 1.0);
        cairo_rectangle(cairo_.get(), map.x, map.y, map.width, map.height);
        cairo_stroke(cairo_.get());
        if (look_.grid.crs && look_.grid.crs->kind != CrsKind::geographic) {
            return;
        }
        const double x_step
            = round_step(frame_.east() - frame_.west(), std::max(2.0, map.width / 200.0));
        for (double x = std::ceil(frame_.west() / x_step - 1e-9) * x_step;
             x <= frame_.east() + 1e-9; x += x_step) {
            cairo_move_to(cairo_.get(), frame_.page_x(x), map.y + map.height);
            cairo_rel_line_to(cairo_.get(), 0.0, 6.0);
            cairo_stroke(cairo_.get());
            text(degrees_text(x, "E", "W"), frame_.page_x(x), map.y + map.height + 8.0, 15.0,
                pale_ink, 120.0, PANGO_ALIGN_CENTER);
        }
        const double y_step
            = round_step(frame_.north() - frame_.south(), std::max(2.0, map.height / 160.0));
        for (double y = std::ceil(frame_.south() / y_step - 1e-9) * y_step;
             y <= frame_.north() + 1e-9; y += y_step) {
            cairo_move_to(cairo_.get(), map.x, frame_.page_y(y));
            cairo_rel_line_to(cairo_.get(), -6.0, 0.0);
            cairo_stroke(cairo_.get());
            text(degrees_text(y, "N", "S"), map.x - 10.0, frame_.page_y(y) - 10.0, 15.0, pale_ink,
                axis_width, PANGO_ALIGN_RIGHT);
        }
    }

    /// Returns the width in km of a pixel in the middle of the map; std::nullopt if that
    /// point is not on the Earth.
    std::optional<double> km_of_pixel() const
    {
        const Rectangle& map = frame_.map();
        const double x = map.x + 0.5 * map.width;
        const double y = frame_.plane_y(map.y + 0.5 * map.height);
        Point a { frame_.plane_x(x), y };
        Point b { frame_.plane_x(x + 1.0), y };
        try {
            if (look_.grid.crs && !look_.grid.crs->is_wgs84()) {
                const Projection projection(*look_.grid.crs);
                a = projection.to_wgs84(a);
                b = projection.to_wgs84(b);
            }
        } catch (const InputError&) {
            return std::nullopt;
        }
        const double radians = std::numbers::pi / 180.0;
        const double east = (b.x - a.x) * radians * std::cos(0.5 * (a.y + b.y) * radians);
        const double north = (b.y - a.y) * radians;
        const double km = earth_radius_km * std::hypot(east, north);
        return km > 0.0 ? std::optional(km) : std::nullopt;
    }

    void scale_bar()
    {
        const auto km = km_of_pixel();
        if (!km) {
            return;
        }
        const Rectangle& map = frame_.map();
        const double length = round_step(map.width * *km, 8.0);
        const double width = length / *km;
        const double x = map.x + map.width - width - 24.0;
        const double y = map.y + map.height - 26.0;
        if (width > 0.6 * map.width) {
            return;
        }
        cairo_set_source_rgba(cairo_.get(), 1.0, 1.0, 1.0, 0.75);
        cairo_rectangle(cairo_.get(), x - 12.0, y - 28.0, width + 24.0, 44.0);
        cairo_fill(cairo_.get());
        ink(text_ink);
        cairo_set_line_width(cairo_.get(), 3.0);
        cairo_move_to(cairo_.get(), x, y + 6.0);
        cairo_rel_line_to(cairo_.get(), width, 0.0);
        cairo_stroke(cairo_.get());
        text(fmt::format("{:.6g} km", length), x + 0.5 * width, y - 22.0, 15.0, text_ink, 160.0,
            PANGO_ALIGN_CENTER);
    }

    void legend()
    {
        const double x = page_width - margin - legend_width + 40.0;
        const double top = title_height + 64.0;
        const double bar_width = 30.0;
        const double height = std::clamp(map_height_ - 180.0, 200.0, 620.0);
        const double label_x = x + bar_width + 14.0;
        const double label_width = page_width - label_x - 8.0;
        text(look_.unit, x, title_height + 4.0, 19.0, text_ink, page_width - x - 8.0);
        text("log scale", x, title_height + 30.0, 14.0, pale_ink, page_width - x - 8.0);
        if (!scale_.empty()) {
            for (int i = 0; i < static_cast<int>(height); ++i) {
                const Colour colour = sequential_colour(1.0 - i / (height - 1.0));
                ink({ colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0 });
                cairo_rectangle(cairo_.get(), x, top + i, bar_width, 1.0);
                cairo_fill(cairo_.get());
            }
            ink(pale_ink);
            cairo_set_line_width(cairo_.get(), 1.0);
            cairo_rectangle(cairo_.get(), x, top, bar_width, height);
            cairo_stroke(cairo_.get());
            for (const double tick : scale_.ticks()) {
                const double y = top + (1.0 - scale_.position_of(tick)) * height;
                ink(pale_ink);
                cairo_move_to(cairo_.get(), x + bar_width, y);
                cairo_rel_line_to(cairo_.get(), 6.0, 0.0);
                cairo_stroke(cairo_.get());
                text(tick_text(tick), label_x, y - 11.0, 16.0, text_ink, label_width);
            }
        }
        double y = top + height + 14.0;
        if (scale_.cut()) {
            y += text("lowest: ≤ " + tick_text(two_digits(scale_.low())), x, y, 14.0, pale_ink,
                     legend_width - 40.0)
                + 6.0;
        }
        if (std::any_of(
                look_.values.begin(), look_.values.end(), [](double v) { return v <= 0.0; })) {
            ink({ no_emission.red / 255.0, no_emission.green / 255.0, no_emission.blue / 255.0 });
            cairo_rectangle(cairo_.get(), x, y + 2.0, bar_width, 16.0);
            cairo_fill(cairo_.get());
            const bool negative = std::any_of(
                look_.values.begin(), look_.values.end(), [](double v) { return v < 0.0; });
            text(negative ? "0 or less" : "0", label_x, y, 16.0, text_ink, label_width);
        }
    }

    const QuickLook& look_;
    LogScale scale_;
    double map_height_;
    MapFrame frame_;
    std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_;
    std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo_;
};

} // namespace

std::string quick_look_png(const QuickLook& look)
{
    return Page(look).png();
}

} // namespace cityflux
