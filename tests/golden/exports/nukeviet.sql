-- NUKEVIET 4.0
-- Module: Database
SET NAMES 'utf8mb4';

DROP TABLE IF EXISTS `nv4_vi_comment`;
CREATE TABLE `nv4_vi_comment` (
  `cid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `module` varchar(55) NOT NULL,
  `area` int(11) NOT NULL DEFAULT '0',
  `id` int(11) unsigned NOT NULL DEFAULT '0',
  `pid` mediumint(8) unsigned NOT NULL DEFAULT '0',
  `content` text NOT NULL,
  `post_time` int(11) unsigned NOT NULL DEFAULT '0',
  `post_name` varchar(100) NOT NULL,
  `status` tinyint(1) unsigned NOT NULL DEFAULT '0',
  PRIMARY KEY (`cid`),
  KEY `mod_id` (`module`,`area`,`id`)
) ENGINE=MyISAM;
INSERT INTO `nv4_vi_comment` VALUES
(1, 'tin-xa', 8, 5, 0, 'Hay quá!<br />Cảm ơn.', 1714530000, 'Bà Tư', 1), 
(2, 'tin-xa', 8, 5, 1, 'Đồng ý; rất \'hay\'.', 1714533600, 'Chú Ba', 0);
CREATE TABLE `nv4_vi_modules` (`title` varchar(50), `module_file` varchar(50), `module_data` varchar(50), `module_upload` varchar(50));
INSERT INTO `nv4_vi_modules` (`title`, `module_file`, `module_data`, `module_upload`) VALUES ('tin-xa', 'news', 'tin_xa', 'tin-xa');
INSERT INTO `nv4_config` (`lang`,`module`,`config_name`,`config_value`) VALUES ('sys','global','my_domains','donglanh.example,www.donglanh.example');
CREATE TABLE `nv4_vi_tin_xa_cat` (`catid` smallint(5), `parentid` smallint(5), `title` varchar(250), `alias` varchar(250), PRIMARY KEY (`catid`));
INSERT INTO `nv4_vi_tin_xa_cat` VALUES (1, 0, 'Kinh tế', 'Kinh-te'), (2, 1, 'Nông nghiệp', 'Nong-nghiep'), (3, 0, 'Văn hóa &amp; Lễ hội', 'Van-hoa');
INSERT INTO `nv4_vi_tin_xa_block_cat` (`bid`,`title`) VALUES (1,'Tin tiêu điểm');
INSERT INTO `nv4_vi_tin_xa_block` (`bid`,`id`,`weight`) VALUES (1,5,1);
CREATE TABLE `nv4_vi_tin_xa_detail` (
  `id` int(11) unsigned NOT NULL,
  `bodyhtml` longtext NOT NULL,
  `sourcetext` varchar(255) DEFAULT '',
  PRIMARY KEY (`id`)
);
INSERT INTO `nv4_vi_tin_xa_detail` VALUES
(5, '<p>Vụ xuân được mùa, năng suất \"kỷ lục\".</p><p><img src=\"/uploads/tin-xa/2024_05/lua.jpg\" alt=\"Lúa\" /></p><p>Bà con phấn khởi.</p>', 'https://nguon.example/bai-goc'),
(6, '<p>Bài đang chờ duyệt.</p>', ''),
(9, '<p>Chi tiết mồ côi.</p>', '');
INSERT INTO `nv4_vi_tin_xa_rows` (`id`, `catid`, `listcatid`, `topicid`, `author`, `sourceid`, `addtime`, `edittime`, `status`, `publtime`, `title`, `alias`, `hometext`, `homeimgfile`, `homeimgalt`, `homeimgthumb`) VALUES
(5, 2, '2,3', 1, 'Lê Na', 1, 1714500000, 1714540000, 1, 1714521600, 'Được mùa lúa xuân &quot;kỷ lục&quot;', 'Duoc-mua-lua-xuan', 'Năng suất cao; bà con vui.', '2024_05/dong-lua.jpg', 'Cánh đồng lúa', 1),
(6, 3, '3', 0, '', 0, 1714600000, 0, 5, 1714600000, 'Chờ duyệt', 'Cho-duyet', '', '', '', 0),
(7, 1, '1', 0, NULL, 0, 1714700000, 0, 1, 1714700000, 'Bài chưa có nội dung', 'Bai-chua-co-noi-dung', 'Chỉ có sa-pô.', 'https://cdn.example/anh.jpg', '', 3);
INSERT INTO `nv4_vi_tin_xa_sources` (`sourceid`,`title`,`link`) VALUES (1,'Báo Đồng Lành','https://bao.example');
INSERT INTO `nv4_vi_tin_xa_tags` (`tid`,`title`,`alias`) VALUES (1,'lúa','lua'),(2,'vụ xuân','vu-xuan');
INSERT INTO `nv4_vi_tin_xa_tags_id` (`id`,`tid`,`keyword`) VALUES (5,1,'lúa'),(5,2,'');
INSERT INTO `nv4_vi_tin_xa_topics` (`topicid`,`title`,`alias`) VALUES (1,'Vụ xuân 2024','Vu-xuan-2024');
