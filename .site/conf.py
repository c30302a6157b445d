"""Sphinx's settings. `build.py` writes the pages that they are for."""

from datetime import date

from links import repository

import tlcourse

project, author, language = "tlcourse", "the authors of tlcourse", "en"
project_copyright = f"{date.today().year}, {author}. Code: BSD-3-Clause. Lessons, photos and weights: CC BY 4.0"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "mathml"]

# Lessons
nb_execution_mode = "off"  # build.py brings the outputs
nb_code_prompt_show = "Show the set-up"
nb_code_prompt_hide = "Hide the set-up"
nb_merge_streams = True
myst_enable_extensions = ["attrs_block", "colon_fence", "dollarmath"]
myst_heading_anchors = 3
copybutton_selector = "div.highlight:not(.output *) pre"

# Reference
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_google_docstring, napoleon_numpy_docstring = True, False
napoleon_custom_sections = [("Attributes", "params_style")]  # not as entries of their own beside those of autodoc
default_role = "code"
add_module_names = False

# Look. Nothing is fetched from elsewhere when a page is opened: no fonts, no scripts, no formulas.
html_theme = "pydata_sphinx_theme"
html_title = "tlcourse"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "_static/moth.svg"
html_copy_source = html_show_sourcelink = html_use_index = html_domain_indices = False
html_show_sphinx = False
html_math_renderer = "mathml"
html_sidebars = {"index": [], "claims": [], "**": ["sidebar-nav-bs"]}
html_theme_options = {
    "logo": {"text": "tlcourse", "image_light": "_static/moth.svg", "image_dark": "_static/moth.svg", "alt_text": ""},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher", "navbar-icon-links"],
    "search_bar_text": "Search the course",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "icon_links": [{"name": "Repository", "url": repository(), "icon": "fa-brands fa-github"}] if repository() else [],
}
version = release = tlcourse.__dict__.get("__version__", "")
