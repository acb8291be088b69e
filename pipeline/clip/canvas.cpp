#include "pipeline/clip/canvas.h"

#include "grids/text/error.h"

#include <utility>

#include <cairo.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

namespace cityflux {
namespace {

constexpr const char* font = "DejaVu Sans, Noto Sans CJK SC, WenQuanYi Micro Hei, Sans";

using SurfacePointer = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length)
{
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

PangoAlignment pango_alignment(TextAlignment alignment)
{
    switch (alignment) {
    case TextAlignment::centre:
        return PANGO_ALIGN_CENTER;
    case TextAlignment::right:
        return PANGO_ALIGN_RIGHT;
    case TextAlignment::left:
        break;
    }
    return PANGO_ALIGN_LEFT;
}

/// Returns the distance from the left edge of a text's box to its x.
double shift_of(const TextBox& box)
{
    switch (box.alignment) {
    case TextAlignment::centre:
        return 0.5 * box.width;
    case TextAlignment::right:
        return box.width;
    case TextAlignment::left:
        break;
    }
    return 0.0;
}

void set_ink(cairo_t* cairo, const Ink& ink)
{
    cairo_set_source_rgba(cairo, ink.red, ink.green, ink.blue, ink.opacity);
}

void set_pen(cairo_t* cairo, const Pen& pen)
{
    set_ink(cairo, pen.ink);
    cairo_set_line_width(cairo, pen.width);
}

void add_rectangle(cairo_t* cairo, const PageRectangle& rectangle)
{
    cairo_rectangle(cairo, rectangle.x, rectangle.y, rectangle.width, rectangle.height);
}

} // namespace

/// Page and pen of Cairo.
struct Canvas::Drawing {
    Drawing(int width, int height)
        : surface(
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), cairo_surface_destroy)
        , cairo(cairo_create(surface.get()), cairo_destroy)
    {
    }

    SurfacePointer surface;
    std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo;
};

Canvas::Canvas(std::string title, int width, int height)
    : title_(std::move(title))
    , drawing_(std::make_unique<Drawing>(width, height))
{
    check();
    set_ink(drawing_->cairo.get(), { 1.0, 1.0, 1.0 });
    cairo_paint(drawing_->cairo.get());
}

Canvas::~Canvas() = default;

void Canvas::check() const
{
    const cairo_status_t status = drawing_->cairo ? cairo_status(drawing_->cairo.get())
                                                  : cairo_surface_status(drawing_->surface.get());
    if (status != CAIRO_STATUS_SUCCESS) {
        throw InputError(ProblemCode::unwritable, fmt::format("picture '{}'", title_),
            fmt::format("cannot be drawn: {}", cairo_status_to_string(status)));
    }
}

void Canvas::fill(const PageRectangle& rectangle, const Ink& ink)
{
    cairo_t* const cairo = drawing_->cairo.get();
    set_ink(cairo, ink);
    add_rectangle(cairo, rectangle);
    cairo_fill(cairo);
}

void Canvas::outline(const PageRectangle& rectangle, const Pen& pen)
{
    cairo_t* const cairo = drawing_->cairo.get();
    set_pen(cairo, pen);
    add_rectangle(cairo, rectangle);
    cairo_stroke(cairo);
}

void Canvas::line(const Point& from, const Point& distance, const Pen& pen)
{
    cairo_t* const cairo = drawing_->cairo.get();
    set_pen(cairo, pen);
    cairo_move_to(cairo, from.x, from.y);
    cairo_rel_line_to(cairo, distance.x, distance.y);
    cairo_stroke(cairo);
}

void Canvas::lines(const std::vector<std::vector<Point>>& lines, const PageRectangle& clip,
    std::span<const Pen> pens)
{
    cairo_t* const cairo = drawing_->cairo.get();
    cairo_save(cairo);
    add_rectangle(cairo, clip);
    cairo_clip(cairo);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    for (const std::vector<Point>& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            (i == 0 ? cairo_move_to : cairo_line_to)(cairo, line[i].x, line[i].y);
        }
    }
    for (const Pen& pen : pens) {
        set_pen(cairo, pen);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
    cairo_restore(cairo);
}

void Canvas::image(const PageRectangle& rectangle, PixelImage image)
{
    cairo_t* const cairo = drawing_->cairo.get();
    const auto width = static_cast<int>(image.width);
    const auto height = static_cast<int>(image.height);
    const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_ARGB32, width);
    auto* const bytes = reinterpret_cast<unsigned char*>(image.pixels.data());
    const SurfacePointer pixels(
        cairo_image_surface_create_for_data(bytes, CAIRO_FORMAT_ARGB32, width, height, stride),
        cairo_surface_destroy);
    cairo_save(cairo);
    cairo_translate(cairo, rectangle.x, rectangle.y);
    cairo_scale(cairo, rectangle.width / static_cast<double>(width),
        rectangle.height / static_cast<double>(height));
    cairo_set_source_surface(cairo, pixels.get(), 0.0, 0.0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_restore(cairo);
}

double Canvas::text(const std::string& words, const TextBox& box)
{
    cairo_t* const cairo = drawing_->cairo.get();
    const std::unique_ptr<PangoLayout, decltype(&g_object_unref)> layout(
        pango_cairo_create_layout(cairo), g_object_unref);
    const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> description(
        pango_font_description_from_string(font), pango_font_description_free);
    pango_font_description_set_absolute_size(description.get(), box.size * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_text(layout.get(), words.c_str(), static_cast<int>(words.size()));
    pango_layout_set_width(layout.get(), static_cast<int>(box.width * PANGO_SCALE));
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(layout.get(), pango_alignment(box.alignment));
    int text_width = 0;
    int text_height = 0;
    pango_layout_get_pixel_size(layout.get(), &text_width, &text_height);
    set_ink(cairo, box.ink);
    cairo_move_to(cairo, box.x - shift_of(box), box.y);
    pango_cairo_show_layout(cairo, layout.get());
    return text_height;
}

std::string Canvas::png()
{
    check();
    std::string bytes;
    if (cairo_surface_write_to_png_stream(drawing_->surface.get(), append_bytes, &bytes)
        != CAIRO_STATUS_SUCCESS) {
        throw InputError(ProblemCode::unwritable, fmt::format("picture '{}'", title_),
            "cannot be encoded as PNG");
    }
    return bytes;
}

} // namespace cityflux
