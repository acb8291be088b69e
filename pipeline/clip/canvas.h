#pragma once

#include "boundaries/outlines/geometry.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Colour and opacity of what is drawn, each 0..1.
struct Ink {
    double red = 0.0;
    double green = 0.0;
    double blue = 0.0;
    double opacity = 1.0;
};

/// Rectangle on a page in pixels, from its upper left corner.
struct PageRectangle {
    double x = 0.0;
    double y = 0.0;
    double width = 0.0;
    double height = 0.0;
};

struct Pen {
    Ink ink;
    double width = 1.0; ///< in pixels
};

enum class TextAlignment { left, centre, right };

/// Style and place of a text.
struct TextBox {
    double x = 0.0; ///< of the left edge, the middle or the right edge, by the alignment
    double y = 0.0; ///< of the upper edge
    double size = 0.0; ///< of the font in pixels
    Ink ink;
    double width = 0.0; ///< beyond it the text ends with an ellipsis
    TextAlignment alignment = TextAlignment::left;
};

/// Image of pixels, 0xAARRGGBB with alpha premultiplied, row by row from the upper left corner.
struct PixelImage {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint32_t> pixels;
};

/// White page to draw on, and its PNG. Distances are in pixels from the upper left corner.
class Canvas {
public:
    /// `title` names the picture in messages. Throws InputError if the page cannot be made.
    Canvas(std::string title, int width, int height);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    void fill(const PageRectangle& rectangle, const Ink& ink);
    void outline(const PageRectangle& rectangle, const Pen& pen);
    /// Draws a line from a point by a distance to the right and downwards.
    void line(const Point& from, const Point& distance, const Pen& pen);
    /// Draws open lines within `clip` by each pen in turn, with round joins.
    void lines(const std::vector<std::vector<Point>>& lines, const PageRectangle& clip,
        std::span<const Pen> pens);
    /// Draws an image into a rectangle, without smoothing.
    void image(const PageRectangle& rectangle, PixelImage image);
    /// Draws a text on one line and returns its height in pixels.
    double text(const std::string& words, const TextBox& box);

    /// Returns the page as PNG. Throws InputError if something could not be drawn or encoded.
    std::string png();

private:
    struct Drawing;
    void check() const;

    std::string title_;
    std::unique_ptr<Drawing> drawing_;
};

} // namespace cityflux
