#include "pipeline/clip/quick_look.h"

#include "pipeline/clip/canvas.h"
#include "pipeline/clip/colour_scale.h"
#include "pipeline/clip/map_frame.h"
#include "pipeline/clip/pixel_means.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

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
constexpr double map_space_width = page_width - 2.0 * margin - axis_width - legend_width;
constexpr double most_map_height = 1270.0;
constexpr double least_map_height = 420.0;
/// With more outlines, lines are thinner.
constexpr std::size_t most_bold_outlines = 5;

constexpr Ink text_ink { 0.13, 0.13, 0.16 };
constexpr Ink pale_ink { 0.42, 0.42, 0.46 };
constexpr Colour no_emission { 232, 232, 236 }; ///< colour of cells of 0 or less
constexpr Pen thin_pen { pale_ink, 1.0 };

Ink ink_of(const Colour& colour)
{
    return { colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0 };
}

double map_height_of(const Grid& grid)
{
    const MapFrame frame(grid, { 0.0, 0.0, map_space_width, most_map_height });
    return std::max(least_map_height, frame.map().height);
}

/// Returns `value` rounded up to two digits.
double two_digits(double value)
{
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
    return std::ceil(value / unit - 1e-9) * unit;
}

/// Returns the smallest step of 1, 2 or 5 times a power of ten that divides `length`
/// into at most `count` parts.
double round_step(double length, double count)
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

std::string degrees_text(double value, const char* positive, const char* negative)
{
    double turned = value;
    if (*positive == 'E' && turned > 180.0) {
        turned -= 360.0;
    }
    const double shown = std::abs(turned) < 1e-9 ? 0.0 : std::abs(turned);
    return fmt::format("{:.6g}°{}", shown, shown == 0.0 ? "" : turned > 0.0 ? positive : negative);
}

class Page {
public:
    explicit Page(const QuickLook& look)
        : look_(look)
        , scale_(look.values)
        , map_height_(map_height_of(look.grid))
        , frame_(look.grid, { margin + axis_width, title_height, map_space_width, map_height_ })
        , canvas_(look.title, static_cast<int>(page_width),
              static_cast<int>(title_height + map_height_ + axis_height + footer_height))
    {
    }

    std::string png()
    {
        draw_cells();
        draw_outlines();
        draw_frame();
        draw_scale_bar();
        draw_legend();
        draw_texts();
        return canvas_.png();
    }

private:
    void draw_cells()
    {
        const PixelMeans means(frame_, look_.values);
        PixelImage image { means.width(), means.height(), {} };
        image.pixels.reserve(image.width * image.height);
        for (std::size_t y = 0; y < image.height; ++y) {
            for (std::size_t x = 0; x < image.width; ++x) {
                image.pixels.push_back(pixel_of(means.mean(x, y)));
            }
        }
        canvas_.image(frame_.map(), std::move(image));
    }

    std::uint32_t pixel_of(double value) const
    {
        if (std::isnan(value)) {
            return 0;
        }
        const Colour colour
            = value > 0.0 ? sequential_colour(scale_.position_of(value)) : no_emission;
        return 0xFF000000U | static_cast<std::uint32_t>(colour.red) << 16U
            | static_cast<std::uint32_t>(colour.green) << 8U | colour.blue;
    }

    void draw_outlines()
    {
        std::vector<std::vector<Point>> lines;
        for (const MultiPolygon* outline : look_.outlines) {
            for (std::vector<Point>& line : frame_.page_lines(*outline)) {
                lines.push_back(std::move(line));
            }
        }
        const bool many = look_.outlines.size() > most_bold_outlines;
        const Pen pens[]
            = { { { 1.0, 1.0, 1.0, 0.8 }, many ? 2.0 : 4.0 }, { text_ink, many ? 0.8 : 1.6 } };
        canvas_.lines(lines, frame_.map(), pens);
    }

    /// Draws the frame of the map, with degrees on a grid in longitude and latitude.
    void draw_frame()
    {
        canvas_.outline(frame_.map(), thin_pen);
        if (!look_.grid.crs || look_.grid.crs->kind == CrsKind::geographic) {
            draw_longitudes();
            draw_latitudes();
        }
    }

    void draw_longitudes()
    {
        const PageRectangle& map = frame_.map();
        const double bottom = map.y + map.height;
        const double step
            = round_step(frame_.east() - frame_.west(), std::max(2.0, map.width / 200.0));
        for (double x = std::ceil(frame_.west() / step - 1e-9) * step; x <= frame_.east() + 1e-9;
             x += step) {
            canvas_.line({ frame_.page_x(x), bottom }, { 0.0, 6.0 }, thin_pen);
            canvas_.text(degrees_text(x, "E", "W"),
                { frame_.page_x(x), bottom + 8.0, 15.0, pale_ink, 120.0, TextAlignment::centre });
        }
    }

    void draw_latitudes()
    {
        const PageRectangle& map = frame_.map();
        const double step
            = round_step(frame_.north() - frame_.south(), std::max(2.0, map.height / 160.0));
        for (double y = std::ceil(frame_.south() / step - 1e-9) * step; y <= frame_.north() + 1e-9;
             y += step) {
            canvas_.line({ map.x, frame_.page_y(y) }, { -6.0, 0.0 }, thin_pen);
            canvas_.text(degrees_text(y, "N", "S"),
                { map.x - 10.0, frame_.page_y(y) - 10.0, 15.0, pale_ink, axis_width,
                    TextAlignment::right });
        }
    }

    void draw_scale_bar()
    {
        const auto km = frame_.km_of_pixel();
        if (!km) {
            return;
        }
        const PageRectangle& map = frame_.map();
        const double length = round_step(map.width * *km, 8.0);
        const double width = length / *km;
        const double x = map.x + map.width - width - 24.0;
        const double y = map.y + map.height - 26.0;
        if (width > 0.6 * map.width) {
            return;
        }
        canvas_.fill({ x - 12.0, y - 28.0, width + 24.0, 44.0 }, { 1.0, 1.0, 1.0, 0.75 });
        canvas_.line({ x, y + 6.0 }, { width, 0.0 }, { text_ink, 3.0 });
        canvas_.text(fmt::format("{:.6g} km", length),
            { x + 0.5 * width, y - 22.0, 15.0, text_ink, 160.0, TextAlignment::centre });
    }

    void draw_legend()
    {
        const double x = page_width - margin - legend_width + 40.0;
        const PageRectangle bar { x, title_height + 64.0, 30.0,
            std::clamp(map_height_ - 180.0, 200.0, 620.0) };
        const double width = page_width - x - 8.0;
        canvas_.text(look_.unit, { x, title_height + 4.0, 19.0, text_ink, width });
        canvas_.text("log scale", { x, title_height + 30.0, 14.0, pale_ink, width });
        if (!scale_.empty()) {
            draw_colours(bar);
        }
        draw_legend_notes(bar);
    }

    /// Draws the colours of the scale with their ticks.
    void draw_colours(const PageRectangle& bar)
    {
        for (int i = 0; i < static_cast<int>(bar.height); ++i) {
            canvas_.fill({ bar.x, bar.y + i, bar.width, 1.0 },
                ink_of(sequential_colour(1.0 - i / (bar.height - 1.0))));
        }
        canvas_.outline(bar, thin_pen);
        for (const double tick : scale_.ticks()) {
            const double y = bar.y + (1.0 - scale_.position_of(tick)) * bar.height;
            canvas_.line({ bar.x + bar.width, y }, { 6.0, 0.0 }, thin_pen);
            canvas_.text(tick_text(tick), label_of(bar, y - 11.0));
        }
    }

    /// Returns the box of a label next to the bar of the legend.
    static TextBox label_of(const PageRectangle& bar, double y)
    {
        const double x = bar.x + bar.width + 14.0;
        return { x, y, 16.0, text_ink, page_width - x - 8.0 };
    }

    /// Draws what lies below the scale: values beyond its low end, and those of 0 or less.
    void draw_legend_notes(const PageRectangle& bar)
    {
        double y = bar.y + bar.height + 14.0;
        if (scale_.cut()) {
            y += canvas_.text("lowest: ≤ " + tick_text(two_digits(scale_.low())),
                     { bar.x, y, 14.0, pale_ink, legend_width - 40.0 })
                + 6.0;
        }
        const auto any = [&](const auto& matches) {
            return std::any_of(look_.values.begin(), look_.values.end(), matches);
        };
        if (any([](double v) { return v <= 0.0; })) {
            canvas_.fill({ bar.x, y + 2.0, bar.width, 16.0 }, ink_of(no_emission));
            const bool negative = any([](double v) { return v < 0.0; });
            canvas_.text(negative ? "0 or less" : "0", label_of(bar, y));
        }
    }

    void draw_texts()
    {
        const double width = page_width - 2.0 * margin;
        canvas_.text(look_.title, { margin, 24.0, 30.0, text_ink, width });
        canvas_.text(look_.subtitle, { margin, 70.0, 19.0, pale_ink, width });
        canvas_.text(look_.source,
            { margin, title_height + map_height_ + axis_height + 18.0, 14.0, pale_ink, width });
    }

    const QuickLook& look_;
    LogScale scale_;
    double map_height_;
    MapFrame frame_;
    Canvas canvas_;
};

} // namespace

std::string quick_look_png(const QuickLook& look)
{
    return Page(look).png();
}

} // namespace cityflux
